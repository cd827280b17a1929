"""The list of what ministack lacks is true. That its types are is in test_stacks.py."""

from collections.abc import Callable

import pytest

from tests.second_aws.account import SecondAws
from tests.second_aws.lacking import OPERATIONS
from tests.services.aws import AwsServer


@pytest.mark.parametrize("lacks", OPERATIONS, ids=lambda lacks: lacks.__name__)
def test_ministack_still_lacks_it(
    second_aws: SecondAws, lacks: Callable[[AwsServer], bool]
) -> None:
    assert lacks(second_aws), "It does not any more: take it off the list."

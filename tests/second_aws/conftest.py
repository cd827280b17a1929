"""One account for all tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.infrastructure.account import DECISIONS
from tests.second_aws.account import SecondAws


@pytest.fixture(scope="session")
def second_aws() -> Iterator[SecondAws]:
    with SecondAws() as account:
        yield account


@pytest.fixture(scope="session")
def decisions(second_aws: SecondAws) -> dict[str, str]:
    """What people have to decide, with a certificate that the account has."""
    return {**DECISIONS, "CERTIFICATE_ARN": second_aws.certificate(DECISIONS["API_DOMAIN"])}


@pytest.fixture(scope="session")
def deployed(second_aws: SecondAws, decisions: dict[str, str]) -> SecondAws:
    """The account with every stack, deployed by the command."""
    ended = second_aws.deliver("stack", "deploy", "--yes", **decisions)
    assert ended.returncode == 0, ended.stderr
    return second_aws

"""A few of the faults of `make faults`, chosen by the seed."""

import random

import pytest

from tests.faults.sequences import SEQUENCES
from tests.faults.trial import Trials
from tests.previews.operators import SECONDS

SAMPLE = 2


@pytest.mark.timeout(SECONDS)
def test_a_command_that_was_disturbed_is_finished_by_the_same_command(tools: object) -> None:
    (name,) = random.sample(list(SEQUENCES), 1)
    with Trials(name) as trials:
        single = [case for case in trials.cases() if len(case.calls) == 1]
        for case in random.sample(single, SAMPLE):
            outcome = trials.meet(case)
            assert not outcome.faults, f"{trials.name}, {case}"

"""A few of the faults of `make faults`, another few with every seed."""

import random
from collections.abc import Iterator

import pytest

from tests.faults.cases import cases
from tests.faults.trial import Trials
from tests.previews.operators import SECONDS

SAMPLE = 2


@pytest.fixture(scope="module")
def trials(tools: object) -> Iterator[Trials]:
    with Trials("preview-deploy") as found:
        yield found


@pytest.mark.timeout(SECONDS)
def test_a_deploy_that_was_disturbed_is_finished_by_the_next(trials: Trials) -> None:
    single = [case for case in cases(trials.calls) if len(case.calls) == 1]
    for case in random.sample(single, SAMPLE):
        outcome = trials.meet(case)
        assert not outcome.faults, case


def test_every_call_fails_in_every_way(trials: Trials) -> None:
    failed = {(case.way, call) for case in cases(trials.calls) for call in case.calls}
    for way in ("refused", "throttled", "broken", "lost"):
        assert {call for one, call in failed if one == way} == set(trials.calls), way

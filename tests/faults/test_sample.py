"""A few of the faults of `make faults`, another few with every seed."""

import random
import re
from collections.abc import Iterator

import pytest

from tests.faults.cases import Case, cases
from tests.faults.trial import Trials
from tests.previews.operators import SECONDS
from tests.standins.faults import READS

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


@pytest.mark.timeout(SECONDS)
def test_what_aws_refused_because_it_is_busy_is_tried_again(trials: Trials) -> None:
    outcome = trials.meet(Case("throttled", tuple(trials.calls)))
    assert (outcome.faults, outcome.runs, outcome.repeated) == ([], 1, False), outcome.said


@pytest.mark.timeout(SECONDS)
def test_what_was_done_and_not_answered_is_found_done(trials: Trials) -> None:
    """But what may run twice, and a deployment of the site, which the next one has to stop."""
    changes = [call for call in trials.calls if not READS.match(call)]
    again = [one for one in changes if not re.match(r"lambda:Invoke|amplify:CreateDep", one)]
    outcome = trials.meet(Case("lost", tuple(again)))
    assert (outcome.faults, outcome.runs, outcome.repeated) == ([], 1, False), outcome.said


def test_every_call_fails_in_every_way(trials: Trials) -> None:
    failed = {(case.way, call) for case in cases(trials.calls) for call in case.calls}
    for way in ("refused", "throttled", "broken", "lost"):
        assert {call for one, call in failed if one == way} == set(trials.calls), way

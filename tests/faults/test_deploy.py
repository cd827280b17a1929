"""Faults after which delivery continues in the same run: a busy AWS, and lost responses."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.faults.cases import NOT_YET, Case
from tests.faults.sequences import SEQUENCES
from tests.faults.trial import Outcome, Trials
from tests.previews.operators import SECONDS
from tests.standins.faults import READS

pytestmark = pytest.mark.timeout(SECONDS)


@pytest.fixture(scope="module")
def trials(tools: object) -> Iterator[Trials]:
    """The undisturbed run is the account's very first deploy."""
    name = "preview-deploy"
    with Trials(name, replace(SEQUENCES[name], before=())) as found:
        yield found


def came_through(outcome: Outcome) -> bool:
    """The command succeeded at once, and left the same as a run without faults."""
    return (outcome.faults, outcome.runs, outcome.repeated) == ([], 1, False)


def test_what_aws_refused_because_it_is_busy_is_tried_again(trials: Trials) -> None:
    outcome = trials.meet(Case("throttled", tuple(trials.calls)))
    assert came_through(outcome), outcome


def test_what_was_done_and_not_answered_is_found_done(trials: Trials) -> None:
    """But an invocation, which is not sent again: what it runs would run twice."""
    changes = [call for call in trials.calls if not READS.match(call)]
    again = [one for one in changes if not one.startswith("lambda:Invoke")]
    outcome = trials.meet(Case("lost", tuple(again)))
    assert came_through(outcome), outcome


def test_what_aws_does_not_know_yet_is_waited_for(trials: Trials) -> None:
    outcome = trials.meet(Case(NOT_YET))
    assert came_through(outcome), outcome


def test_every_call_fails_in_every_way(trials: Trials) -> None:
    failed = {(case.way, call) for case in trials.cases() for call in case.calls}
    for way in ("refused", "throttled", "broken", "lost"):
        assert {call for one, call in failed if one == way} == set(trials.calls), way

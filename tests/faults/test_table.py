"""Which faults there are, how they are reported, and what counts as bad."""

import yaml

from tests.faults import __main__
from tests.faults.cases import LAGS, NOT_YET, Case, cases
from tests.faults.child import Ended
from tests.faults.sequences import SEQUENCES
from tests.faults.snapshot import differences
from tests.faults.table import table
from tests.faults.trial import Outcome, unreadable
from tests.standins.guarded_account import ROOT

READ, MADE = "iam:GetRole arn:aws:iam::1:role/a #1", "iam:CreateRole arn:aws:iam::1:role/a #1"


def test_calls_that_change_something_are_lost_and_killed_one_by_one() -> None:
    both = (READ, MADE)
    assert cases(both, lists=True) == [
        Case(NOT_YET),
        Case(LAGS),
        Case("refused", both),
        Case("throttled", both),
        Case("broken", both),
        Case("lost", (READ,)),
        Case("lost", (MADE,)),
        Case("killed", (READ,)),
        Case("killed", (MADE,)),
    ]


def test_an_account_differs_by_what_is_missing_left_over_and_otherwise() -> None:
    wanted = {"role": {"a": {"path": "/"}, "b": {}}}
    found = {"role": {"a": {"path": "/other/"}}, "log": {"c": {}}}
    assert differences(wanted, found) == [
        "left over: log: {'c': {}}",
        "otherwise: role a path: /other/ instead of /",
        "missing: role b: {}",
    ]


def test_the_table_has_a_line_for_each_sequence_and_fault() -> None:
    outcomes = [
        Outcome("preview-deploy", "lost", (MADE,)),
        Outcome("preview-deploy", "killed", (READ,), repeated=True),
        Outcome("preview-deploy", "killed", (MADE,), repeated=True, faults=["left over: a role"]),
    ]
    assert [row.split() for row in table(outcomes)] == [
        ["sequence", "fault", "calls", "came", "through", "repeated", "BAD", "seconds"],
        ["preview-deploy", "lost", "1", "1", "0", "0", "0"],
        ["preview-deploy", "killed", "2", "0", "1", "1", "0"],
    ]


def test_a_failure_has_to_say_what_to_do() -> None:
    said = "Making the role a: no (AccessDenied)\nGive the role this permission.\n"
    assert unreadable(Ended(1, "", said)) == []
    assert unreadable(Ended(-9, "", "")) == []
    assert unreadable(Ended(1, "", "no\n")) == ["it says too little: no\n"]
    trace = "Traceback (most recent call last):\n  File\nKeyError: 'a'\n"
    assert unreadable(Ended(1, "", trace)) == [f"nobody can read it: {trace}"]


def test_a_process_that_is_spawned_finds_what_it_is_given() -> None:
    """It imports no __main__ of a package, so `make faults` met no fault at all."""
    assert {name for name, one in vars(__main__).items() if is_own(one)} == {"main", "chosen"}


def test_every_night_each_sequence_meets_each_fault_within_an_hour() -> None:
    document = yaml.safe_load((ROOT / ".github/workflows/faults.yml").read_text())
    assert "schedule" in document[True]
    (job,) = document["jobs"].values()
    (step,) = [one for one in job["steps"] if one.get("run") == "make faults"]
    assert (step["timeout-minutes"], step["env"]) == (60, {"SEQUENCE": "${{ inputs.sequence }}"})
    assert "strategy" not in job, "one job has all; a matrix needs a test that it has them"
    assert __main__.chosen([]) == list(SEQUENCES)
    # make would let a shell read what somebody typed.
    assert "$(SEQUENCE)" not in (ROOT / "Makefile").read_text()


def is_own(found: object) -> bool:
    return getattr(found, "__module__", "") == __main__.__name__

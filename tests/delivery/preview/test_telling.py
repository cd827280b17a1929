"""What a pull request is told from the push until its preview is ready or has failed."""

from collections.abc import Iterator
from typing import Any

import pytest

from delivery import cli
from delivery.aws import secretsmanager
from delivery.preview import admission, github, sequence, telling, transcript
from delivery.preview.comment import MARK, Failure
from delivery.preview.sequence import PreviewDeployment, StepFailed
from delivery.preview.settings import NEEDED
from delivery.tools import basic_auth
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Preview
from tests.delivery.preview.test_build import head
from tests.standins import github_openapi
from tests.standins.github import WORKFLOW, GitHub

STAGE = Preview(4)
FIRST, SECOND = "a" * 40, "b" * 40
SITE = "https://pr-4.test"
RUN, JOB = 77, 701
SECRET = "secret-of-the-preview"
BUILD_LOG = "".join(
    f"2026-11-01T09:00:{at:02}.1234567Z {line}\n"
    for at, line in enumerate(
        (
            *(f"line {number}" for number in range(30)),
            "\x1b[31msrc/page.tsx: error TS2304\x1b[0m",
            "##[error]Process completed with exit code 2.",
            "Post job cleanup.",
        )
    )
)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    """Pull request 4, open at the first commit."""
    for name in NEEDED:
        monkeypatch.setenv(name, "some")
    monkeypatch.setattr(secretsmanager, "read", lambda name: SECRET)
    with GitHub() as account:
        for name, value in account.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        account.pulls[4], account.heads[4] = "open", head("motto", FIRST)
        yield account
    told = [github_openapi.faults(*request) for request in account.requests]
    told += [github_openapi.response_faults(*response) for response in account.responses]
    assert [fault for faults in told for fault in faults] == []


def run(*words: str) -> int:
    return cli.main(["preview", *words])


def announce(commit: str = FIRST) -> int:
    return run("announce", "4", "--commit", commit)


def said(account: GitHub) -> str:
    (comment,) = account.comments
    return str(comment["body"])


def deploys(monkeypatch: pytest.MonkeyPatch, end: Any) -> None:
    """The deploy says two lines, and ends with that."""

    def deploy(stage: Preview, change: Any, settings: Any, say: Any) -> Any:
        say("Bootstrap")
        say(f"DB_PASSWORD={SECRET} in {basic_auth.headers(SECRET)['Authorization']}")
        if isinstance(end, Exception):
            raise end
        return PreviewDeployment("pr-4", change.commit, "https://api.test", SITE)

    monkeypatch.setattr(sequence, "deploy", deploy)


def deploy(commit: str = FIRST, *words: str) -> int:
    return run("deploy", "4", "--commit", commit, *words)


def test_a_push_is_building_then_ready_counted_from_the_push(
    account: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert announce() == 0
    assert said(account).startswith("<!-- preview -->\n### Preview of aaaaaaa: building")
    assert account.states("pr-4") == [["in_progress"]]
    monkeypatch.setattr(
        "delivery.preview.telling.time.time", lambda: github.seconds("2026-11-01T09:01:42Z")
    )
    monkeypatch.setenv("GITHUB_RUN_ID", "99")
    deploys(monkeypatch, None)
    assert deploy(FIRST, "--pushed", "2026-11-01T09:00:00Z") == 0
    assert "ready, 1 min 42 s after the push" in said(account)
    assert account.states("pr-4") == [["in_progress", "success"]]
    status = account.deployments[0]["statuses"][-1]
    assert status["environment_url"] == SITE
    assert status["log_url"] == "https://github.com/innovate/to-grow/actions/runs/99"


def test_a_push_that_fails_keeps_what_runs_and_hides_secrets(
    account: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploys(monkeypatch, None)
    assert deploy() == 0
    account.heads[4] = head("motto", SECOND)
    announce(SECOND)
    assert "The preview of **aaaaaaa** still runs" in said(account)
    error = StepFailed("Database", DeliveryError(f"No database for {SECRET}.", "Wait."))
    deploys(monkeypatch, error)
    assert deploy(SECOND) == 1
    for words in (
        "### Preview of bbbbbbb: failed",
        "at `Database`",
        "**aaaaaaa** still runs",
        SITE,
    ):
        assert words in said(account)
    assert "DB_PASSWORD=*** in Basic ***" in said(account)
    assert SECRET not in said(account)
    assert account.states("pr-4") == [["success"], ["in_progress", "failure"]]


@pytest.mark.parametrize(
    "error", [StepFailed("Site", DeliveryError("It broke.", "")), ValueError()]
)
def test_every_failure_ends_the_building(
    account: GitHub, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    announce()
    deploys(monkeypatch, error)
    assert deploy() == 1
    assert "### Preview of aaaaaaa: failed" in said(account)
    assert account.states("pr-4") == [["in_progress", "failure"]]


def test_without_a_look_at_the_secrets_no_line_is_told(
    account: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> None:
        raise DeliveryError("You may not.", "Sign in.")

    monkeypatch.setattr(secretsmanager, "read", refuse)
    deploys(monkeypatch, DeliveryError("It broke.", "Mend it."))
    assert deploy() == 1
    assert "It broke." in said(account)
    assert "DB_PASSWORD" not in said(account)


def test_an_announcement_that_comes_late_takes_nothing_back(
    account: GitHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deploys(monkeypatch, None)
    deploy()
    announce()
    assert "ready" in said(account)
    announce(SECOND)
    assert "bbbbbbbbbbbb is no longer the newest commit" in capsys.readouterr().err
    assert account.states("pr-4") == [["success"]]


def test_a_push_during_a_build_ends_the_deployment_before(account: GitHub) -> None:
    announce()
    account.heads[4] = head("motto", SECOND)
    announce(SECOND)
    assert account.states("pr-4") == [["in_progress", "inactive"], ["in_progress"]]


def test_a_closed_pull_request_that_is_opened_again_is_announced(account: GitHub) -> None:
    announce()
    github.deactivate(STAGE)
    announce()
    assert "building" in said(account)
    assert account.states("pr-4") == [["in_progress", "inactive"], ["in_progress"]]


def test_a_fork_waits_and_has_no_deployment(account: GitHub) -> None:
    account.heads[4] = head("motto", FIRST, "mallory/to-grow")
    announce()
    assert "waits for a maintainer" in said(account)
    assert account.deployments == []


def job(name: str, conclusion: str, status: str = "completed", **steps: str) -> dict[str, Any]:
    return {
        "id": JOB,
        "name": name,
        "status": status,
        "conclusion": conclusion,
        "started_at": "2026-11-01T09:00:00Z",
        "html_url": f"https://github.test/runs/{RUN}/job/{JOB}",
        "steps": [{"name": one, "conclusion": end} for one, end in steps.items()],
    }


def explain(*words: str) -> int:
    where = ("--head", "innovate/to-grow:motto")
    return run("explain", FIRST, *where, "--run", str(RUN), *words)


def test_a_build_that_fails_is_told_with_its_last_lines(account: GitHub) -> None:
    announce()
    account.jobs[RUN] = [job("build", "failure", checkout="success", make="failure")]
    account.logs[JOB] = BUILD_LOG
    assert explain() == 0
    text = said(account)
    for words in ("at `make`", "line 12\n", "src/page.tsx: error TS2304\n", f"/job/{JOB})"):
        assert words in text
    assert "exit code 2.\n```" in text
    assert [word for word in ("line 11\n", "Post job", "\x1b", "2026-11-01T") if word in text] == []
    assert account.states("pr-4") == [["in_progress", "failure"]]
    calls = len(account.calls)
    assert explain() == 0  # said once
    assert {verb for verb, *_ in account.calls[calls:]} == {"GET"}


def test_a_job_that_still_runs_has_no_log_and_is_told_all_the_same(account: GitHub) -> None:
    account.jobs[RUN] = [job("deploy", "", "in_progress", sign="failure", next="skipped")]
    assert explain("--number", "4") == 0
    assert "`sign`" in said(account)
    account.comments.clear()
    account.deployments.clear()
    account.jobs.clear()
    assert explain() == 0
    assert "did not finish" in said(account)


def run_that(conclusion: str | None, id: int = RUN) -> dict[str, Any]:
    status = "completed" if conclusion else "in_progress"
    return {
        **{"id": id, "status": status, "conclusion": conclusion},
        **{"head_sha": FIRST, "workflow_id": WORKFLOW},
    }


@pytest.mark.parametrize(
    ("conclusion", "approvals", "jobs", "state", "why"),
    [
        # A build that somebody cancelled, and a deploy, whose last job tells while it goes on.
        ("cancelled", [], [], "cancelled", "was cancelled"),
        (None, [], [job("deploy", "cancelled", sign="cancelled")], "cancelled", "was cancelled"),
        # A deploy that the environment's reviewer did not let begin.
        (None, ["rejected"], [job("deploy", "failure")], "not approved", "A reviewer rejected it"),
    ],
)
def test_a_run_that_somebody_ended_is_not_building_any_more(
    account: GitHub,
    conclusion: str | None,
    approvals: list[str],
    jobs: list[dict[str, Any]],
    state: str,
    why: str,
) -> None:
    announce()
    account.runs, account.jobs[RUN] = [run_that(conclusion)], jobs
    account.approvals[RUN] = approvals
    assert explain() == 0
    heading, _, sentence = said(account).removeprefix(MARK).strip().splitlines()
    assert heading == f"### Preview of {FIRST[:7]}: {state}"
    assert why in sentence
    assert f"/actions/runs/{RUN})" in sentence
    assert account.states("pr-4") == [["in_progress", "error"]]
    announce()  # comes late
    account.runs = [run_that("failure")]
    account.approvals.clear()
    account.jobs[RUN] = [job("build", "failure", make="failure")]
    assert f": {state}" in said(account)
    assert explain() == 0  # the same run again, which then failed
    assert "failed at `make`" in said(account)


def test_a_build_that_waits_for_an_approval_says_so_and_a_forks_author_knows(
    account: GitHub,
) -> None:
    announce()
    account.runs = [run_that("action_required")]
    assert explain() == 0
    assert ": not approved\n" in said(account)
    assert "waits for a maintainer to approve" in said(account)
    assert account.states("pr-4") == [["in_progress"]]
    account.comments.clear()
    account.deployments.clear()
    account.heads[4] = head("motto", FIRST, "mallory/to-grow")
    announce()
    before = said(account)
    assert run("explain", FIRST, "--number", "4", "--run", str(RUN)) == 0
    assert said(account) == before


def test_a_cancelled_build_takes_nothing_from_a_later_one_or_from_what_is_ready(
    account: GitHub,
) -> None:
    announce()
    account.runs = [run_that("cancelled"), run_that(None, RUN + 1)]
    assert explain() == 0
    assert ": building" in said(account)
    account.runs[1]["conclusion"] = "skipped"  # another label's
    github.activate(STAGE, FIRST, SITE)
    assert explain() == 0
    assert ": building" in said(account)
    assert account.states("pr-4") == [["in_progress", "success"]]


def begin(*words: str) -> int:
    where = ("--head", "innovate/to-grow:motto", "--run", str(RUN))
    return run("begin", FIRST, *(words or where))


@pytest.mark.parametrize("end", ["cancelled", "failure"])
def test_a_run_that_is_started_again_is_building_from_its_begin(
    account: GitHub, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    announce()
    account.runs, account.jobs[RUN] = [run_that(end)], [job("build", end, make=end)]
    account.logs[JOB] = BUILD_LOG
    explain()
    assert ": building" not in said(account)
    assert begin() == 0  # a step that comes after the run's end
    assert ": building" not in said(account)
    account.runs = [run_that(None)]
    assert begin() == begin() == 0
    assert ": building" in said(account)
    ended = {"cancelled": "error"}.get(end, end)
    assert account.states("pr-4") == [["in_progress", ended], ["in_progress"]]
    deploys(monkeypatch, None)
    assert deploy() == 0
    assert ": ready" in said(account)
    assert begin("--number", "4") == 0  # by hand, when the build ended long ago
    assert "### Preview of aaaaaaa: building" in said(account)
    assert "The preview of **aaaaaaa** still runs" in said(account)


def test_a_begin_says_nothing_that_is_not_so(
    account: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.runs = [run_that(None)]
    monkeypatch.setattr(admission, "refusal", lambda pull, rules: "it is a draft")
    assert begin() == 0
    assert account.comments == []
    account.heads[4] = head("motto", FIRST, "mallory/to-grow")
    assert begin("--number", "4") == 0  # a maintainer read the fork's commit
    assert ": building" in said(account)
    account.heads[4] = head("motto", SECOND)
    before = said(account)
    assert begin() == begin("--number", "4") == 0
    assert said(account) == before
    assert begin("--head", "innovate/to-grow:motto") == 1


def test_nothing_is_explained_of_a_commit_that_was_left(account: GitHub) -> None:
    account.heads[4] = head("motto", SECOND)
    assert explain() == explain("--number", "4") == 0
    assert run("explain", FIRST, "--run", "1") == 1
    assert account.comments == []


@pytest.mark.parametrize("name", ["announce", "explain"])
def test_words_that_are_no_commit_are_refused(name: str) -> None:
    words = {"announce": ("4", "--commit", "main"), "explain": ("main", "--run", "1")}
    assert run(name, *words[name]) == 2
    assert run("deploy", "4", "--commit", FIRST, "--pushed", "yesterday") == 2


def test_lines_are_few_short_and_without_secrets() -> None:
    password = "hunter2-hunter2"
    lines = [f"{number} {password}{'x' * 1000}" for number in range(100)]
    told = transcript.last([*lines, "", "  "], [password, "a"])
    assert len(told) == transcript.LINES
    assert {len(line) for line in told} == {transcript.WIDTH}
    assert told[-1].startswith("99 ***xxx")
    assert telling.of_error(ValueError("x"), [], []) == Failure(
        "", "Unexpected ValueError.", "See the log of this run."
    )

"""What a pull request is told: in one comment, which is ours, and in deployments that end."""

import json
from collections.abc import Callable, Iterator

import pytest

from delivery import cli
from delivery.aws import secretsmanager
from delivery.preview import github, sequence, teardown
from delivery.preview.comment import MARK
from delivery.preview.sequence import PreviewDeployment
from delivery.preview.settings import NEEDED
from delivery.tools import github_api
from delivery.tools.errors import DeliveryError
from delivery.tools.github_api import GitHubError
from delivery.tools.stages import Preview
from tests.standins import github_openapi
from tests.standins.github import Fault, GitHub

STAGE = Preview(7)
SITE = "https://pr-7.example.org"
BUSY = {"Retry-After": "7"}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    for name in NEEDED:
        monkeypatch.setenv(name, "some")
    monkeypatch.setattr(secretsmanager, "read", lambda name: None)
    with GitHub() as account:
        for name, value in account.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        yield account
    told = [github_openapi.faults(*request) for request in account.requests]
    told += [github_openapi.response_faults(*response) for response in account.responses]
    assert [fault for faults in told for fault in faults] == []


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it would have slept, each time."""
    slept: list[float] = []
    monkeypatch.setattr(github_api, "sleep", slept.append)
    return slept


def test_one_comment_is_kept_up_to_date(account: GitHub) -> None:
    for text in ("first", "second"):
        github.comment(STAGE, text)
    assert [one["body"] for one in account.comments] == [f"{MARK}\nsecond"]


@pytest.mark.parametrize(
    ("author", "bodies"),
    [
        ({"user": {"type": "User"}, "author_association": "NONE"}, ["theirs", "ours"]),
        ({"user": {"type": "User"}, "author_association": "MEMBER"}, ["ours"]),
        ({"user": None, "author_association": "NONE"}, ["theirs", "ours"]),
    ],
)
def test_a_strangers_comment_with_the_mark_is_left_alone(
    account: GitHub, author: dict[str, object], bodies: list[str]
) -> None:
    theirs = {"id": 1, "number": 7, "body": f"{MARK}\ntheirs", **author}
    account.comments.append(theirs)
    github.comment(STAGE, "ours")
    assert [one["body"] for one in account.comments] == [f"{MARK}\n{body}" for body in bodies]


def test_without_a_token_nothing_is_said(account: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    github.comment(STAGE, "ours")
    github.activate(STAGE, "a" * 40, SITE)
    github.deactivate(STAGE)
    github.deactivate_others([])
    assert account.calls == []
    assert github.state(STAGE) == "unknown"


def test_a_destroyed_preview_is_said_once_there_is_a_comment(account: GitHub) -> None:
    github.deactivate(STAGE)
    assert account.comments == []
    github.comment(STAGE, "ours")
    github.activate(STAGE, "a" * 40, SITE)
    github.deactivate(STAGE)
    (comment,) = account.comments
    assert "destroyed" in comment["body"]
    assert account.states("pr-7") == [["success", "inactive"]]


def test_of_many_pushes_the_last_deployment_alone_is_active(account: GitHub) -> None:
    for commit in "abc":
        github.activate(STAGE, commit * 40, SITE)
    assert account.states("pr-7") == [["success", "inactive"], ["success", "inactive"], ["success"]]


def test_the_end_reaches_deployments_and_comments_on_every_page(account: GitHub) -> None:
    others = {"number": 7, "user": {"type": "User"}, "author_association": "NONE", "body": "hello"}
    account.comments += [{"id": id, **others} for id in range(1, 251)]
    github.comment(STAGE, "ours")
    for number in range(250):
        body = {"ref": f"{number:040}", "environment": "pr-7" if number % 2 else "pr-8"}
        account.create_deployment(body)
        account.deployments[-1]["statuses"].append({"state": "success"})
    github.deactivate(STAGE)
    assert "destroyed" in account.comments[-1]["body"]
    assert account.states("pr-7") == [["success", "inactive"]] * 125
    assert account.states("pr-8") == [["success"]] * 125


def test_what_is_over_is_not_said_again(account: GitHub) -> None:
    github.activate(STAGE, "a" * 40, SITE)
    github.deactivate(STAGE)
    github.deactivate(STAGE)
    assert account.states("pr-7") == [["success", "inactive"]]


def test_deployments_of_previews_that_do_not_stand_are_ended_later(account: GitHub) -> None:
    for stage in (STAGE, Preview(8)):
        github.activate(stage, "a" * 40, SITE)
    account.create_deployment({"ref": "a" * 40, "environment": "production"})
    account.create_status({"state": "success"}, "3")
    github.comment(STAGE, "ours")
    github.deactivate_others([Preview(8)])
    assert account.states("pr-7") == [["success", "inactive"]]
    assert account.states("pr-8") == account.states("production") == [["success"]]
    assert "destroyed" in account.comments[0]["body"]


TELL: dict[str, Callable[[], None]] = {
    "comment": lambda: github.comment(STAGE, "ours"),
    "activate": lambda: github.activate(STAGE, "a" * 40, SITE),
}


@pytest.mark.parametrize("tell", TELL)
@pytest.mark.parametrize("done", [False, True], ids=["refused", "done all the same"])
@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [(502, {}, ""), (500, {}, '{"message": "Server Error"}'), (429, BUSY, ""), (200, {}, "<html>")],
)
def test_what_fails_for_a_while_is_told_once_in_the_end(
    account: GitHub, tell: str, done: bool, status: int, headers: dict[str, str], body: str
) -> None:
    """Every request that is made, each failing once."""
    TELL[tell]()
    asked = list(dict.fromkeys((verb, path) for verb, path, _ in account.calls))
    account.comments.clear()
    account.deployments.clear()
    had_effect = done and status != 429  # a limit refuses before anything is done
    account.faults = [Fault(*one, status, headers, body, had_effect) for one in asked]
    TELL[tell]()
    assert account.faults == []
    if tell == "comment":
        assert [one["body"] for one in account.comments] == [f"{MARK}\nours"]
    else:
        assert account.states("pr-7") == [["success"]]


@pytest.mark.parametrize(
    ("status", "headers", "said", "waits"),
    [
        (429, {"Retry-After": "7"}, "", [7.0]),
        (403, {"Retry-After": "9"}, "You have exceeded a secondary rate limit", [9.0]),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1040"}, "", [40.0]),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "990"}, "", [1.0]),
        (429, {}, "API rate limit exceeded", [60.0]),
        (503, {}, "", [1.0]),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4600"}, "", None),
        (403, {"X-RateLimit-Remaining": "4999"}, "Resource not accessible by integration", None),
        (401, {}, "Bad credentials", None),
        (422, {}, "Validation Failed", None),
    ],
)
def test_it_waits_as_long_as_github_asks_and_no_longer_than_the_deadline(
    account: GitHub,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    headers: dict[str, str],
    said: str,
    waits: list[float] | None,
) -> None:
    monkeypatch.setattr("delivery.tools.github_api.time.time", lambda: 1000.0)
    account.pulls[7] = "open"
    body = f'{{"message": "{said}"}}'
    account.faults.append(Fault("GET", "/pulls/7", status, headers, body))
    if waits is None:
        with pytest.raises(GitHubError, match=f"GET /repos/.*/pulls/7: GitHub returned {status}"):
            github.state(STAGE)
        assert pauses == []
    else:
        assert github.state(STAGE) == "open"
        assert pauses == waits


def test_it_gives_up_after_some_tries(account: GitHub, pauses: list[float]) -> None:
    account.faults += [Fault("GET", "/pulls/7", 503) for _ in range(50)]
    with pytest.raises(GitHubError, match="GitHub returned 503, It did not work"):
        github.state(STAGE)
    assert pauses == list(github_api.PAUSES)


def test_a_missing_pull_request_is_no_failure(account: GitHub) -> None:
    assert github.state(STAGE) == "missing"
    assert [status for *_, status in account.calls] == [404]


def test_the_token_goes_to_github_alone(account: GitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", account.url)
    assert (
        github_api.next_page(f'<{account.url}/x?page=2>; rel="next"') == f"{account.url}/x?page=2"
    )
    for url in ("https://elsewhere.test/x", f"{account.url}.elsewhere.test/x"):
        assert github_api.next_page(f'<{url}>; rel="next"') == ""


def test_what_github_is_not_told_is_a_warning_and_no_failure() -> None:
    said: list[str] = []
    with github.telling(said.append):
        raise DeliveryError("GitHub returned 503.", "Later.")
    assert said == ["Warning: GitHub could not be updated. GitHub returned 503. Later."]


DEPLOY = ["preview", "deploy", "7", "--commit", "a" * 40]


@pytest.fixture
def down(account: GitHub) -> GitHub:
    """GitHub, which responds to everything with 503."""
    account.faults = [Fault(verb, ".*", 503) for verb in ("GET", "POST", "PATCH") * 50]
    return account


@pytest.mark.usefixtures("down")
def test_a_preview_that_serves_is_a_success_whatever_github_returns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = PreviewDeployment("pr-7", "a" * 40, "https://api.example.org", SITE)
    monkeypatch.setattr(sequence, "deploy", lambda *given: made)
    assert cli.main([*DEPLOY, "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["site"] == SITE
    assert err.count("Warning: GitHub could not be updated. GET /repos/innovate/to-grow/") == 2


@pytest.mark.usefixtures("down")
def test_a_deploy_that_fails_says_why_whatever_github_returns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*given: object) -> None:
        raise DeliveryError("The bootstrap failed.", "Read its log.")

    monkeypatch.setattr(sequence, "deploy", fail)
    assert cli.main(DEPLOY) == 1
    *warnings, _, _ = lines = capsys.readouterr().err.splitlines()
    last = lines[-2:]
    assert ["GitHub returned 503" in warning for warning in warnings] == [True, True]
    assert last == ["The bootstrap failed.", "Read its log."]


@pytest.fixture
def nothing_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """No AWS: no part of any preview is there."""
    monkeypatch.setattr(teardown, "has_any", lambda settings, stage: False)
    monkeypatch.setattr(teardown, "standing", lambda settings: {})


@pytest.mark.usefixtures("nothing_stands")
def test_a_pull_request_that_is_open_again_keeps_its_preview(
    account: GitHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run that its closing started may begin late, for example after an approval."""
    account.pulls[7] = "open"
    github.activate(STAGE, "a" * 40, SITE)
    assert cli.main(["preview", "destroy", "7", "--unless-open", "--json"]) == 0
    said = capsys.readouterr()
    assert "pr-7 is kept" in said.err
    assert json.loads(said.out)["stage"] == "pr-7"
    assert account.states("pr-7") == [["success"]]
    account.pulls[7] = "merged"
    assert cli.main(["preview", "destroy", "7", "--unless-open"]) == 0
    assert account.states("pr-7") == [["success", "inactive"]]


@pytest.mark.usefixtures("nothing_stands")
@pytest.mark.parametrize("words", [["destroy", "7"], ["reap"]])
def test_a_later_run_says_what_github_could_not_be_told(
    account: GitHub, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    github.activate(STAGE, "a" * 40, SITE)
    waiting = [Fault("GET", "/deployments", 503) for _ in range(6)]
    account.faults = list(waiting)
    assert cli.main(["preview", *words]) == 0
    assert "Warning: GitHub could not be updated" in capsys.readouterr().err
    assert account.states("pr-7") == [["success"]]
    assert cli.main(["preview", *words]) == 0
    assert account.states("pr-7") == [["success", "inactive"]]

"""What a pull request is told: in one comment, which is ours."""

from collections.abc import Iterator

import pytest

from delivery import github
from delivery.github import MARK
from delivery.stages import Stage
from tests.standins.github import GitHub

STAGE = Stage("pr-7")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    with GitHub() as account:
        for name, value in account.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        yield account


def test_one_comment_is_kept_up_to_date(account: GitHub) -> None:
    for text in ("first", "second"):
        github.comment(STAGE, text)
    assert [one["body"] for one in account.comments] == [f"{MARK}\nsecond"]


@pytest.mark.parametrize(
    ("author", "bodies"),
    [
        ({"user": {"type": "User"}, "author_association": "NONE"}, ["theirs", "ours"]),
        ({"user": {"type": "User"}, "author_association": "MEMBER"}, ["ours"]),
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
    github.deactivate(STAGE)
    assert account.comments == []
    assert github.state(STAGE) == "unknown"


def test_a_destroyed_preview_is_said_once_there_is_a_comment(account: GitHub) -> None:
    github.deactivate(STAGE)
    assert account.comments == []
    github.comment(STAGE, "ours")
    github.activate(STAGE, "a" * 40, "https://pr-7.example.org")
    github.deactivate(STAGE)
    (comment,) = account.comments
    assert "destroyed" in comment["body"]
    (deployment,) = account.deployments
    assert [status["state"] for status in deployment["statuses"]] == ["success", "inactive"]

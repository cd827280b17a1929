"""A link to sign in to a preview: its token is in the link alone, and told where few read it."""

import re
from collections.abc import Iterator
from hashlib import sha256

import pytest

from delivery import cli
from delivery.aws import lambda_functions
from delivery.preview import github, invitation
from delivery.preview.comment import RUNS
from delivery.preview.invitation import MINUTES
from delivery.preview.settings import NEEDED
from delivery.run import one_off
from delivery.run.one_off import RunResult
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Preview
from tests.standins.github import GitHub

STAGE = Preview(4)
COMMIT = f"| Commit | `{'a' * 40}` |"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands that the preview is told."""
    words: list[tuple[str, ...]] = []

    def run(stage: Preview, command: tuple[str, ...], say: object) -> RunResult:
        words.append(tuple(command))
        return RunResult(0, "", False, 1)

    monkeypatch.setattr(one_off, "run", run)
    monkeypatch.setattr(lambda_functions, "ensure_url", lambda function: "https://api.test")
    return words


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    for name in NEEDED:
        monkeypatch.setenv(name, "some")
    with GitHub() as account:
        for name, value in account.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        github.comment(STAGE, f"### Preview\n{RUNS}\n**Sign in** <!-- sign in -->\n{COMMIT}")
        yield account


def test_the_preview_is_told_a_digest_and_nothing_that_signs_in(
    told: list[tuple[str, ...]],
) -> None:
    made, other = (invitation.make(STAGE, print) for _ in range(2))
    address, _, token = made.link.partition("#")
    assert address == "https://api.test/preview/sign-in/"
    assert re.fullmatch(r"[\w-]{43}", token)
    digest = sha256(token.encode()).hexdigest()
    assert told[0] == ("allow_sign_in", digest, "--minutes", str(MINUTES))
    assert made.link != other.link


def test_code_that_knows_no_links_says_so(
    told: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_off, "run", lambda *words: RunResult(1, "Unknown command", False, 1))
    with pytest.raises(DeliveryError, match="did not accept a sign-in link"):
        invitation.make(STAGE, print)


def test_a_button_puts_a_new_link_into_a_private_repositorys_comment(
    account: GitHub, told: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    account.repository["private"] = True
    assert cli.main(["preview", "invite", "4"]) == 0
    (body,) = [one["body"] for one in account.comments]
    (token,) = re.findall(r"/preview/sign-in/#([\w-]+)\)", body)
    out, err = capsys.readouterr()
    assert token not in out + err, "a workflow's log is read by others"
    assert len(told) == 1


def test_nothing_is_made_for_a_public_repositorys_comment(
    account: GitHub, told: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["preview", "invite", "4"]) == 1
    assert "build/tools/bin/delivery preview open 4" in capsys.readouterr().err
    assert told == []
    assert "sign-in/#" not in account.comments[0]["body"]


def test_who_has_no_token_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not that the repository is public, which nobody knows then."""
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    assert cli.main(["preview", "invite", "4"]) == 1
    said = capsys.readouterr().err
    assert "GITHUB_REPOSITORY and GITHUB_TOKEN are not set" in said
    assert "delivery preview open 4" in said

"""Pushes that GitHub does not build: the comment does not say that they are being built."""

import pytest

from delivery.preview import unbuilt
from delivery.tools.stages import Preview
from tests.delivery.preview.test_build import head
from tests.delivery.preview.test_telling import FIRST, account, announce, said
from tests.standins.github import GitHub

__all__ = ["account"]
ASKS = "[skip ci]", "[ci skip]", "[no ci]", "[skip actions]", "[actions skip]"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unbuilt, "BETWEEN_SECONDS", 0.01)


@pytest.mark.parametrize("repository", ["innovate/to-grow", "mallory/to-grow"])
def test_a_branch_with_conflicts_is_told_what_to_do(account: GitHub, repository: str) -> None:
    account.heads[4] = head("motto", FIRST, repository)
    account.mergeable[4] = [None, None, False]
    assert announce() == 0
    assert "### Preview of aaaaaaa: none" in said(account)
    assert "because the branch conflicts with `main`" in said(account)
    assert "Merge `main` into it and push." in said(account)
    assert account.deployments == []


@pytest.mark.parametrize(
    "message", [*(f"Change a word {it}" for it in ASKS), "Change it\n\n\nskip-checks: true"]
)
def test_a_commit_that_asks_for_no_build_has_none(account: GitHub, message: str) -> None:
    account.messages[FIRST] = message
    announce()
    assert "### Preview of aaaaaaa: none" in said(account)
    assert "because the commit's message contains `" in said(account)
    assert account.deployments == []


@pytest.mark.parametrize("message", ["Skip the CI of drafts", "Say skip-checks: true in the guide"])
def test_other_commits_are_building(account: GitHub, message: str) -> None:
    account.messages[FIRST], account.mergeable[4] = message, [None, True]
    announce()
    assert ": building" in said(account)


def test_a_state_that_github_never_finds_out_is_no_conflict(
    account: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unbuilt, "DECIDED_SECONDS", 0.05)
    assert not unbuilt.has_conflicts(Preview(4), {"mergeable": None})
    account.mergeable[4] = [None]
    announce()
    assert ": building" in said(account)

"""Which pull request a build is of, and whether what it built is still there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from delivery import cli
from delivery.preview.build import PREVIEW, Built, of_head, of_number
from delivery.preview.site import take
from delivery.tools.errors import DeliveryError
from tests.standins.github import REPOSITORY, GitHub

BUILT, NEWER = "a" * 40, "b" * 40
FORK = "mallory/to-grow"
RUN = 77
KEPT = [{"name": name, "expired": False} for name in PREVIEW.names]
PUSHED = "2026-11-01T09:00:00Z"


def head(branch: str, commit: str = BUILT, repository: str = REPOSITORY) -> dict[str, Any]:
    owner = {"login": repository.partition("/")[0]}
    return {
        "ref": branch,
        "sha": commit,
        "repo": {"full_name": repository, "owner": owner},
    }


def run_of(number: int, commit: str = BUILT, repository: str = REPOSITORY) -> dict[str, Any]:
    named = {"full_name": repository}
    return {
        "id": number,
        "head_sha": commit,
        "conclusion": "success",
        "head_repository": named,
        "created_at": PUSHED,
    }


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    """Pull request 4 from the branch `motto`, built by run 77."""
    with GitHub() as github:
        for name, value in github.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        github.pulls[4], github.heads[4] = "open", head("motto")
        github.runs.append(run_of(RUN))
        github.artifacts[RUN] = KEPT
        yield github


def test_the_number_is_that_of_the_open_pull_request_at_the_commit(github: GitHub) -> None:
    github.pulls |= {5: "closed", 6: "open", 7: "open"}
    github.heads |= {5: head("motto"), 6: head("motto", NEWER), 7: head("other")}
    assert of_head(REPOSITORY, "motto", BUILT, RUN) == Built(4, BUILT, RUN, PUSHED)


def test_a_branch_of_the_same_name_in_another_repository_is_another_one(github: GitHub) -> None:
    same_owner = REPOSITORY.partition("/")[0] + "/another"
    for repository in (FORK, same_owner):
        assert of_head(repository, "motto", BUILT, RUN) is None
    github.pulls[8], github.heads[8] = "open", head("motto", repository=same_owner)
    assert of_head(REPOSITORY, "motto", BUILT, RUN) == Built(4, BUILT, RUN, PUSHED)


@pytest.mark.parametrize("state", ["closed", "merged"])
def test_what_is_closed_or_has_gone_on_is_not_deployed(github: GitHub, state: str) -> None:
    github.heads[4] = head("motto", NEWER)
    assert of_head(REPOSITORY, "motto", BUILT, RUN) is None
    with pytest.raises(DeliveryError, match="is at bbbbbbbbbbbb and no longer at aaaaaaaaaaaa"):
        of_number(4, BUILT)
    github.pulls[4], github.heads[4] = state, head("motto")
    assert of_head(REPOSITORY, "motto", BUILT, RUN) is None
    with pytest.raises(DeliveryError, match="Pull request 4 is not open"):
        of_number(4, BUILT)


def test_of_two_pull_requests_from_one_branch_neither_is_guessed(github: GitHub) -> None:
    github.pulls[5], github.heads[5] = "open", head("motto")
    with pytest.raises(DeliveryError, match="The pull requests 4, 5 all are at aaaaaaaaaaaa") as it:
        of_head(REPOSITORY, "motto", BUILT, RUN)
    assert f"-f number=N -f commit={BUILT}" in it.value.remedy


def test_a_forks_build_is_found_by_the_commit_that_was_looked_at(github: GitHub) -> None:
    github.heads[4] = head("motto", repository=FORK)
    with pytest.raises(DeliveryError, match="No run of `Preview build` has built aaaaaaaaaaaa"):
        of_number(4, BUILT)
    github.runs += [run_of(78, repository=FORK), run_of(79, NEWER, FORK), run_of(80, BUILT, "a/b")]
    github.artifacts[78] = KEPT
    assert of_number(4, BUILT) == Built(4, BUILT, 78, PUSHED)


@pytest.mark.parametrize("left", [[], KEPT[:1], [KEPT[0], {**KEPT[1], "expired": True}]])
def test_what_is_gone_is_built_again_by_a_command(github: GitHub, left: list[Any]) -> None:
    github.artifacts[RUN] = left
    with pytest.raises(DeliveryError, match="GitHub keeps it for 90 days") as it:
        of_head(REPOSITORY, "motto", BUILT, RUN)
    assert "`gh run rerun 77`" in it.value.remedy


def test_the_step_has_outputs_where_there_is_something_to_deploy(
    github: GitHub,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "outputs"))
    words = ["preview", "built", BUILT, "--number", "", "--step-output", "--run", str(RUN)]
    assert cli.main([*words, "--head", f"{REPOSITORY}:gone"]) == 0
    assert not (tmp_path / "outputs").exists()
    assert cli.main([*words, "--head", f"{REPOSITORY}:motto"]) == 0
    assert (
        tmp_path / "outputs"
    ).read_text() == f"number=4\ncommit={BUILT}\nrun=77\npushed={PUSHED}\n"
    told = {"number": 4, "commit": BUILT, "run": 77, "pushed": PUSHED}
    assert json.loads(capsys.readouterr().out) == told
    assert cli.main(words) == 1


def test_a_built_site_publishes_nothing_that_it_links_to(tmp_path: Path) -> None:
    site, secret = tmp_path / "site", tmp_path / "secret"
    (site / "assets").mkdir(parents=True)
    secret.write_text("credentials")
    (site / "index.html").write_text("a page")
    assert (take(site, tmp_path / "plain") / "index.html").read_text() == "a page"
    for link, target in (("assets/a.js", secret), ("more", tmp_path)):
        (site / link).symlink_to(target)
        with pytest.raises(DeliveryError, match="is a link"):
            take(site, tmp_path / "copy")
        (site / link).unlink()

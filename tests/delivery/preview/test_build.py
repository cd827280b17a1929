"""Which pull request a build is of, and whether what it built is still there."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from delivery import cli
from delivery.preview import sequence
from delivery.preview.build import PREVIEW, Built, of_head, of_number
from delivery.preview.settings import NEEDED
from delivery.preview.site import take
from delivery.provisioner import databases
from delivery.records.lease import TakenOver
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
        "status": "completed",
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
    with pytest.raises(
        DeliveryError, match="The pull requests 4, 5 have the same newest commit, aaaaaaaaaaaa"
    ) as it:
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
    with pytest.raises(DeliveryError, match="GitHub keeps them for 90 days") as it:
        of_head(REPOSITORY, "motto", BUILT, RUN)
    assert "`gh run rerun 77`" in it.value.remedy


@pytest.fixture
def later(github: GitHub, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What happens during each pause, while run 77 is at work and has kept one artifact."""
    github.runs[0] |= {"status": "in_progress", "conclusion": None}
    github.artifacts[RUN] = KEPT[:1]
    happens: list[Callable[[], object]] = []
    monkeypatch.setattr("delivery.tools.waiting.time.sleep", lambda seconds: happens.pop(0)())
    return happens


def test_a_build_is_waited_for_until_all_is_kept_and_no_longer(
    github: GitHub, later: list[Callable[[], object]]
) -> None:
    later += [lambda: None, lambda: github.artifacts.update({RUN: KEPT})]
    assert of_head(REPOSITORY, "motto", BUILT, RUN, within=900) == Built(4, BUILT, RUN, PUSHED)
    assert github.runs[0]["status"] == "in_progress", "it may have other jobs"


@pytest.mark.parametrize("conclusion", ["failure", "cancelled", "timed_out"])
def test_of_a_build_that_failed_nothing_is_deployed(
    github: GitHub, later: list[Callable[[], object]], conclusion: str
) -> None:
    ended = {"status": "completed", "conclusion": conclusion}
    later.append(lambda: github.runs[0].update(ended))
    assert of_head(REPOSITORY, "motto", BUILT, RUN, within=900) is None


def test_a_push_during_the_wait_leaves_the_deploy_to_the_next(
    github: GitHub, later: list[Callable[[], object]]
) -> None:
    def push() -> None:
        github.heads[4] = head("motto", NEWER)
        github.artifacts[RUN] = KEPT

    later.append(push)
    assert of_head(REPOSITORY, "motto", BUILT, RUN, within=900) is None


def test_a_build_that_does_not_end_is_an_error(
    github: GitHub, later: list[Callable[[], object]]
) -> None:
    with pytest.raises(DeliveryError, match="of `Preview build` did not end within 0 s"):
        of_head(REPOSITORY, "motto", BUILT, RUN)


def test_a_deploy_that_a_later_one_took_over_is_no_failure_of_a_workflow(
    github: GitHub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def deploy(*given: object) -> None:
        raise TakenOver("The deploy stopped, because another came later.", "Nothing is to be done.")

    monkeypatch.setattr(sequence, "deploy", deploy)
    for name in NEEDED:
        monkeypatch.setenv(name, "some")
    words = ["preview", "deploy", "4", "--commit", BUILT]
    assert cli.main(words) == 1
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert cli.main(words) == 0
    assert "another came later" in capsys.readouterr().err
    assert github.comments == []


@pytest.mark.parametrize(("branch", "asked"), [("motto", 1), ("gone", 0)])
def test_only_what_an_open_pull_request_will_ask_is_woken(
    github: GitHub, monkeypatch: pytest.MonkeyPatch, branch: str, asked: int
) -> None:
    woken: list[str] = []

    def listed() -> tuple[()]:
        woken.append("provisioner")
        return ()

    monkeypatch.setattr(databases, "listed", listed)
    for name in NEEDED:
        monkeypatch.setenv(name, "some")
    assert cli.main(["preview", "prepare", BUILT, "--head", f"{REPOSITORY}:{branch}"]) == 0
    assert len(woken) == asked


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
        with pytest.raises(DeliveryError, match="is a symbolic link"):
            take(site, tmp_path / "copy")
        (site / link).unlink()

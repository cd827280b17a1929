"""What the actions of the rehearsal share between runs."""

from pathlib import Path

import pytest

from tests.rehearsal import actions

MAIN, PULL, OTHER = "refs/heads/main", "refs/pull/1/merge", "refs/pull/2/merge"
CACHED = {
    "path": "~/.npm\nfrontend/node_modules\nbuild/one.zip\n",
    "key": "some-key",
    "restore-keys": "",
    "fail-on-cache-miss": "false",
}


class Run:
    """Each starts with an empty workspace."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.environment = folder, monkeypatch

    def begin(self, number: int, ref: str) -> Path:
        workspace = self.folder / str(number)
        workspace.mkdir()
        (workspace / "output").touch()
        self.environment.setenv("GITHUB_WORKSPACE", str(workspace))
        self.environment.setenv("GITHUB_OUTPUT", str(workspace / "output"))
        self.environment.setenv("GITHUB_REF", ref)
        return workspace

    def save(self, number: int, ref: str, text: str) -> Path:
        workspace = self.begin(number, ref)
        for name in ("frontend/node_modules/left/index.js", "build/one.zip"):
            (workspace / name).parent.mkdir(parents=True)
            (workspace / name).write_text(text)
        actions.cache_save(CACHED)
        return workspace

    def restored(self, number: int, ref: str, **others: str) -> list[str]:
        """The text of each file. The action must say whether the cache has exactly this key."""
        workspace = self.begin(number, ref)
        given = {**CACHED, **others}
        actions.cache_restore(given)
        found = [path.read_text() for path in sorted(workspace.glob("[bf]*/**/*.*"))]
        exact = bool(found) and given["key"] == CACHED["key"]
        assert exact == ("cache-hit=true" in (workspace / "output").read_text())
        return found


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv(actions.WORLD, str(tmp_path / "world"))
    return Run(tmp_path, monkeypatch)


def test_a_cache_is_found_by_its_branch_and_one_of_main_by_all(run: Run) -> None:
    run.save(1, PULL, "pull")
    assert run.restored(2, PULL) == ["pull", "pull"]
    assert run.restored(3, OTHER) == run.restored(4, MAIN) == []
    run.save(5, MAIN, "main")
    assert run.restored(6, OTHER) == ["main", "main"]


def test_a_cache_does_not_change(run: Run) -> None:
    workspace = run.save(1, MAIN, "first")
    (workspace / "build/one.zip").write_text("changed by a later step")
    run.save(2, MAIN, "second")
    assert run.restored(3, MAIN) == ["first", "first"]


def test_the_beginning_of_a_key_finds_the_newest_of_the_nearest_branch(run: Run) -> None:
    run.save(1, MAIN, "main")
    others = {"key": "some-other", "restore-keys": "no-\nsome-\n"}
    assert run.restored(2, PULL, **others) == ["main", "main"]
    run.save(3, PULL, "pull")
    assert run.restored(4, PULL, **others) == ["pull", "pull"]
    assert run.restored(5, PULL, key="some-other") == []


def test_a_missing_cache_fails_if_the_workflow_says_so(run: Run) -> None:
    with pytest.raises(actions.ActionError, match="some-key"):
        run.restored(1, PULL, **{"fail-on-cache-miss": "true"})

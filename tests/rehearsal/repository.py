"""The team's repository: a remote, and a clone in which its members work."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

from tests.rehearsal.runs import ROOT
from tests.standins.github import REPOSITORY

Edit = Callable[[Path], object]
AUTHOR: Final = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@innovatetogrow.test",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@innovatetogrow.test",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


@dataclass
class Repository:
    """``remote`` is bare. ``seats`` has a checkout of each commit from which a workflow ran."""

    remote: Path
    work: Path
    seats: Path
    lock: Lock = field(default_factory=Lock)  # for one at a time in ``work``

    def begin(self) -> str:
        """Make the first commit, with the tracked files of this checkout as they are now."""
        listed = subprocess.run(
            ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True,
            capture_output=True,
        ).stdout.decode()
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (self.work / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.work / name)
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", str(self.remote))
        return self.commit("main", "Begin")

    def commit(self, branch: str, subject: str, edit: Edit | None = None, at: str = "") -> str:
        """Push a commit on that branch, which is created if it is missing. Returns the SHA."""
        with self.lock:
            if at:
                self.git("checkout", "--quiet", "-B", branch, at)
            if edit:
                edit(self.work)
            self.git("add", "--all")
            self.git("commit", "--quiet", "--allow-empty", "--message", subject)
            self.git("push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{branch}")
            return self.git("rev-parse", "HEAD")

    def merge(self, number: int, head: str, base: str) -> str:
        """Make the merge commit of a pull request, as GitHub does: ``refs/pull/N/merge``."""
        with self.lock:
            self.git("checkout", "--quiet", "--detach", base)
            self.git("merge", "--quiet", "--no-ff", "--message", f"Merge {head}", head)
            self.git("push", "--quiet", "--force", "origin", f"HEAD:refs/pull/{number}/merge")
            return self.git("rev-parse", "HEAD")

    def seat(self, commit: str, ref: str) -> Path:
        """A checkout in which act finds that commit on that ref."""
        folder = self.seats / commit[:12]
        with self.lock:
            self.make_seat(folder, commit, ref)
        return folder

    def make_seat(self, folder: Path, commit: str, ref: str) -> None:
        if not folder.is_dir():
            self.run("git", "clone", "--quiet", "--shared", "--no-checkout", self.work, folder)
            self.run("git", "-C", folder, "checkout", "--quiet", "-B", branch_of(ref), commit)
            url = f"https://github.com/{REPOSITORY}.git"  # act reads the repository's name there
            self.run("git", "-C", folder, "remote", "set-url", "origin", url)

    def git(self, *words: str) -> str:
        return self.run("git", "-C", self.work, *words)

    def run(self, *words: "str | Path", variables: Mapping[str, str] = AUTHOR) -> str:
        ended = subprocess.run(
            words, check=True, capture_output=True, text=True, env={**os.environ, **variables}
        )
        return ended.stdout.strip()


def branch_of(ref: str) -> str:
    """The name of a local branch for it."""
    return ref.removeprefix("refs/heads/").removeprefix("refs/")

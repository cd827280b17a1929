"""Where the base and the change stand, and how their programs run."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests import commands
from tests.prepared import POSTGRESQL, SECONDS
from tests.running_site import RunningSite
from tests.services.commands import complete
from tests.services.errors import ServiceError
from tests.services.kept import ROOT
from tests.services.postgres import Login

BUILD: Final = ROOT / "build" / "compare"
RUNTIME, NODE_LOCK = "requirements.txt", "frontend/package-lock.json"


@dataclass(frozen=True)
class Side:
    """A checkout, the Python with its packages, and its built site."""

    name: str
    root: Path
    commit: str
    python: Path

    @property
    def dist(self) -> Path:
        return self.root / "frontend" / "dist"

    def environment(self, login: Login, files: Path) -> dict[str, str]:
        local = {"LOCAL_DATA_DIR": str(files), "PYTHONPATH": str(self.root / "backend")}
        return commands.environment("dev", POSTGRESQL, login.environment, local)

    def manage(self, environ: Mapping[str, str], *words: str) -> str:
        return self.run(environ, str(self.root / "backend/manage.py"), *words)

    def run(self, environ: Mapping[str, str], *words: str) -> str:
        """A program of this side's Python. Raises ServiceError with the end of what it said."""
        ended = subprocess.run(
            [str(self.python), *words],
            cwd=self.root / "backend",
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if ended.returncode != 0:
            end = "\n".join(ended.stdout.splitlines()[-20:])
            raise ServiceError(f"{self.name}: `{' '.join(words[:2])}` failed:\n{end}")
        return ended.stdout


class SideSite(RunningSite):
    """A side's own Gunicorn."""

    def __init__(self, side: Side, environment: dict[str, str]) -> None:
        super().__init__(environment)
        self.side = side

    def command(self) -> list[str | Path]:
        root = self.side.root
        return [
            *(self.side.python, "-m", "gunicorn", "core.wsgi:application"),
            *("--chdir", root / "backend", "--config", root / "container/gunicorn.conf.py"),
            *("--workers", "1", "--timeout", "120", "--bind", f"{self.host}:{self.port}"),
        ]


def git(*words: str) -> str:
    """Raises ServiceError with git's words."""
    ended = subprocess.run(
        ["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False, timeout=120
    )
    if ended.returncode != 0:
        raise ServiceError(f"`git {' '.join(words)}` failed: {ended.stderr.strip()}")
    return ended.stdout.strip()


def commit_of(revision: str) -> str:
    try:
        return git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except ServiceError as error:
        raise ServiceError(
            f"git knows no commit {revision}: fetch it, or name another with BASE=REVISION."
        ) from error


def change(root: Path = ROOT) -> Side:
    return Side("change", root, git("-C", str(root), "rev-parse", "HEAD"), Path(sys.executable))


def is_committed(side: Side) -> bool:
    return not git("-C", str(side.root), "status", "--porcelain")


def branched_off(revision: str) -> str:
    """Where this checkout left that branch: what the branch has had since is no change of ours."""
    commit = commit_of(revision)
    try:
        return git("merge-base", commit, "HEAD")
    except ServiceError:  # two histories, or not all of one
        return commit


def base(revision: str) -> Side:
    """The commit in a worktree of its own. It shares what is installed where lock files agree."""
    commit, folder = branched_off(revision), BUILD / "base"
    check_out(folder, commit)
    python = Path(sys.executable) if same(folder, RUNTIME) else install_python(folder)
    install_node(folder)
    return Side("base", folder, commit, python)


def check_out(folder: Path, commit: str) -> None:
    git("worktree", "prune")
    if not (folder / ".git").exists():
        shutil.rmtree(folder, ignore_errors=True)
        git("worktree", "add", "--quiet", "--detach", "--force", str(folder), commit)
    git("-C", str(folder), "checkout", "--quiet", "--detach", "--force", commit)


def same(folder: Path, file: str) -> bool:
    return (folder / file).read_bytes() == (ROOT / file).read_bytes()


def install_python(folder: Path) -> Path:
    make: list[str | Path] = [
        "make",
        "--no-print-directory",
        "--directory",
        folder,
        ".venv/runtime",
    ]
    complete(make, within=SECONDS, environment=outside())
    return folder / ".venv/bin/python"


def install_node(folder: Path) -> None:
    """Share node_modules by a link where the lock files agree, else install."""
    modules = folder / "frontend/node_modules"
    if same(folder, NODE_LOCK):
        if not modules.is_symlink():
            shutil.rmtree(modules, ignore_errors=True)
            modules.symlink_to(ROOT / "frontend/node_modules")
        return
    if modules.is_symlink():
        modules.unlink()
    flags = ["--no-audit", "--no-fund", "--loglevel=error"]
    complete(["npm", "--prefix", folder / "frontend", "ci", *flags], within=SECONDS)


def build_site(side: Side) -> None:
    """As `make frontend/dist/index.html` does."""
    npm: list[str | Path] = ["npm", "--prefix", side.root / "frontend", "run", "--silent", "build"]
    complete(npm, within=SECONDS, environment=outside() | {"VITE_API_BASE_URL": "/api"})
    complete([side.python, "-m", "whitenoise.compress", "--quiet", side.dist], within=SECONDS)


def put_site(dist: Path, side: Side) -> None:
    """Where the side's server looks for its site."""
    shutil.rmtree(side.dist, ignore_errors=True)
    shutil.copytree(dist, side.dist)


def outside() -> dict[str, str]:
    """The environment without what the outer make says to an inner one."""
    inner = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in inner}

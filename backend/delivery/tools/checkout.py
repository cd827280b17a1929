"""The checkout that is delivered: its folder, and what git knows of it."""

import subprocess
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Final

from delivery.tools import programs
from delivery.tools.errors import DeliveryError

ROOT: Final = Path(__file__).parents[3]
SECONDS: Final = 30


def git(*words: str) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(  # noqa: S603 (no shell)
            ["git", *words],  # noqa: S607 (git of the PATH)
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeliveryError(f"git {words[0]} failed: {error}.", "Install git.") from error


def commit() -> str:
    return programs.run(
        ["git", "rev-parse", "HEAD"],
        doing="Asking git for the commit",
        remedy="Give it with --commit.",
        within=10,
    ).strip()


def version() -> str:
    """The project's name and version, and the commit where git knows it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    found = f"{project['name']} {project['version']}"
    with suppress(DeliveryError):
        if commit := git("-C", str(ROOT), "rev-parse", "HEAD").stdout.strip():
            found += f", commit {commit[:12]}"
    return found

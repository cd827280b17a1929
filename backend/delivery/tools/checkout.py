"""The checkout that is delivered: its folder, and what git knows of it."""

import subprocess
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
        remedy="Name it with --commit.",
        within=10,
    ).strip()

"""Whether a commit is older than the one that serves.

A run of CI that is started again, or one that waited, would otherwise deploy its old commit.
"""

import json
import subprocess
from typing import Final

from delivery import smoke
from delivery.aws import functions
from delivery.databases import KEEPER
from delivery.errors import DeliveryError

GIT_SECONDS: Final = 30
BY_HAND: Final = 'start the workflow by hand with "older" ticked'


def refuse_older(commit: str, serving: str) -> None:
    """Raises DeliveryError where ``commit`` is an ancestor of ``serving``, or nobody can tell.

    Both are what git knows as a commit. The same commit may be deployed again.
    """
    wanted, served = full(commit), full(serving)
    if wanted != served and not git("merge-base", "--is-ancestor", wanted, served).returncode:
        raise DeliveryError(
            f"{wanted[:12]} is older than {served[:12]}, which serves.",
            f"Deploy the newest commit. If the old one is wanted, {BY_HAND}.",
        )


def full(commit: str) -> str:
    """Its whole SHA. Raises DeliveryError where the history does not hold it."""
    found = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    if found.returncode:
        raise DeliveryError(
            f"The history that is checked out does not hold {commit[:12]}.",
            f"Run `git fetch --unshallow`. If the commit is no longer there, {BY_HAND}.",
        )
    return found.stdout.strip()


def git(*words: str) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(  # noqa: S603 (no shell)
            ["git", *words],  # noqa: S607 (git of the PATH)
            capture_output=True,
            text=True,
            timeout=GIT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeliveryError(f"git {words[0]} failed: {error}.", "Install git.") from error


def of_production(url: str) -> str:
    """The commit that the backend says it is; empty where it does not say one."""
    _, _, body = smoke.get(f"{url.rstrip('/')}/health/")
    try:
        return str(dict(json.loads(body)).get("version") or "")
    except (ValueError, TypeError):
        return ""


def of_keeper() -> str:
    """The commit that the keeper was deployed from; empty where there is no keeper."""
    return functions.variables(KEEPER.function).get("APP_VERSION", "")

"""Whether a commit is older than the one that serves.

A run of CI that is started again, or one that waited, would otherwise deploy its old commit.
"""

import json
from typing import Final

from delivery.aws import lambda_functions
from delivery.smoke import probes
from delivery.tools.checkout import git
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.stages import PROVISIONER

BY_HAND: Final = 'start the workflow by hand with "older" ticked'


def refuse_older(commit: str, serving: str) -> None:
    """Raises DeliveryError where ``commit`` is an ancestor of ``serving``, or nobody can tell.

    Both are what git knows as a commit. The same commit may be deployed again.
    """
    wanted, served = full(commit), full(serving)
    if wanted != served and not git("merge-base", "--is-ancestor", wanted, served).returncode:
        raise DeliveryError(
            f"{wanted[:12]} is older than {served[:12]}, which is in service.",
            f"Deploy the newest commit, or go back with `{PROGRAM} release rollback`. If main "
            f"itself was set back, {BY_HAND}.",
        )


def full(commit: str) -> str:
    """Its whole SHA. Raises DeliveryError where the history does not hold it."""
    found = git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    if found.returncode:
        raise DeliveryError(
            f"The checkout does not contain the commit {commit[:12]}.",
            f"Run `git fetch --unshallow`. If the commit no longer exists, {BY_HAND}.",
        )
    return found.stdout.strip()


def of_production(url: str) -> str:
    """The commit that the backend says it is; empty where it does not say one."""
    _, _, body = probes.get(f"{url.rstrip('/')}/health/")
    try:
        return str(dict(json.loads(body)).get("version") or "")
    except (ValueError, TypeError):
        return ""


def of_provisioner() -> str:
    """The commit that the provisioner was deployed from; empty where there is no provisioner."""
    return lambda_functions.variables(PROVISIONER.function).get("APP_VERSION", "")

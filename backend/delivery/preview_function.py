"""A preview's function: its role, its logs, its code by Zappa, and how much of it runs at once."""

import json
import time
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from delivery import package, preview_role, zappa
from delivery.aws import functions, identity, logs, objects, roles
from delivery.config import region
from delivery.errors import DeliveryError
from delivery.preview_settings import Settings
from delivery.progress import Say
from delivery.stages import Stage

LOG_DAYS: Final = 7
AT_ONCE: Final = 5
BUILT: Final = "itg:built"  # what the function's code and settings were made from
ASSUMABLE_SECONDS: Final = 60.0
# What Lambda says of a role that is seconds old. IAM's changes take a while to arrive everywhere.
NOT_YET_ASSUMABLE: Final = (
    "cannot be assumed by Lambda",
    "does not have permissions to call CreateNetworkInterface on EC2",
)


def put(stage: Stage, archive: Path, settings: Settings, say: Say, *, fresh: bool) -> bool:
    """Deploy the package as the stage's function, or update it; True where it was there before.

    Its role and its log come first, for they must be right from its first line on.
    """
    role = roles.ensure(
        stage,
        preview_role.TRUST,
        preview_role.policy(stage, settings.files_bucket, region(), identity.account()),
        str(settings.names["PREVIEW_BOUNDARY_ARN"]),
    )
    logs.ensure(stage.log_group, LOG_DAYS, stage.tags)
    stages = zappa_stages(stage, settings, role)
    built = sha256(archive.read_bytes() + json.dumps(stages).encode()).hexdigest()
    tags = functions.tags(stage.function)
    if tags and tags.get(BUILT) == built and not fresh:
        say("Function: it has this package already")
        functions.wait_until_idle(stage.function)  # a run that was killed may have left a change
    else:
        send(stage, archive, stages, settings.packages_bucket, say, update=tags is not None)
        functions.tag(stage.function, {BUILT: built})
    if not functions.reserve(stage.function, AT_ONCE):
        say("Function: this account is too small to reserve concurrency")
    return tags is not None


def zappa_stages(stage: Stage, settings: Settings, role: str) -> dict[str, Any]:
    """Zappa's settings file for the stage, which Zappa calls by the name of its database."""
    values = {**settings.names, "PREVIEW_ROLE_ARN": role}
    base = zappa.read_settings(package.ROOT / package.SETTINGS)[zappa.STAGE]
    return zappa.settings_of(base, stage.database, values, stage.tags)


def deployed_stages(stage: Stage, settings: Settings) -> dict[str, Any]:
    """The same of a stage whose function is there. Raises DeliveryError where it is not."""
    return zappa_stages(stage, settings, functions.role(stage.function))


def send(
    stage: Stage, archive: Path, stages: dict[str, Any], bucket: str, say: Say, *, update: bool
) -> None:
    """Through S3, since Lambda takes a package of this size from there alone."""
    folder = f"{stage.prefix}packages/"
    name = objects.upload(bucket, folder, archive)
    run_zappa(stage, f"s3://{bucket}/{name}", stages, say, update=update)
    objects.empty(bucket, folder)


def run_zappa(
    stage: Stage, archive: str, stages: dict[str, Any], say: Say, *, update: bool
) -> None:
    """Run it again while Lambda does not know the role yet, and wait until its change is complete.

    A run that was killed may have left a change in progress, so an update waits before it as well.
    """
    give_up_at = time.monotonic() + ASSUMABLE_SECONDS
    while True:
        try:
            if update:
                functions.wait_until_idle(stage.function)
            zappa.put(stages, stage.database, archive, update)
            break
        except DeliveryError as error:
            young = any(words in error.message for words in NOT_YET_ASSUMABLE)
            if not young or time.monotonic() > give_up_at:
                raise
            say("Function: its role is not known everywhere yet; trying again")
            time.sleep(2)
    functions.wait_until_settled(stage.function)

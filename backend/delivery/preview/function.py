"""A preview's function: its role, its logs, its code by Zappa, and its concurrency."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from delivery.aws import iam, lambda_functions, logs, sts
from delivery.package import build, deployment, zappa
from delivery.preview import role as preview_role
from delivery.preview.settings import PreviewSettings
from delivery.run.one_off import MISSING
from delivery.tools.checkout import ROOT
from delivery.tools.config import region
from delivery.tools.progress import Say
from delivery.tools.stages import Preview

LOG_DAYS: Final = 7
AT_ONCE: Final = 5
BUILT: Final = "itg:built"  # what the function's code and settings were made from
# Whether its database has main's schema. Other code may change it, so new code takes the tag away.
SCHEMA: Final = "itg:schema"
MAINS: Final = "main"


def put(stage: Preview, archive: Path, settings: PreviewSettings, say: Say, *, fresh: bool) -> bool:
    """Deploy the package as the stage's function, or update it. True if the function existed.

    Role and log group come first, because the function needs them from its first log line.
    """
    policy = preview_role.policy(stage, settings.files_bucket, region(), sts.account())
    boundary = settings.boundary
    role = iam.ensure(preview_role.role(stage, policy, boundary))
    logs.ensure(stage.log_group, LOG_DAYS, stage.tags)
    stages = zappa_stages(stage, settings, role)
    built = sha256(archive.read_bytes() + json.dumps(stages).encode()).hexdigest()
    tags = lambda_functions.tags(stage.function)
    if tags and tags.get(BUILT) == built and not fresh:
        say("Function: it has this package already")
        lambda_functions.wait_until_idle(
            stage.function
        )  # a run that was killed may have left a change
    else:
        deployment.send(
            stage, archive, stages, settings.packages_bucket, say, update=tags is not None
        )
        lambda_functions.tag(stage.function, {BUILT: built, SCHEMA: ""})
    if not lambda_functions.reserve(stage.function, AT_ONCE):
        say("Function: this account is too small to reserve concurrency")
    return tags is not None


def zappa_stages(stage: Preview, settings: PreviewSettings, role: str) -> dict[str, Any]:
    """Zappa's settings file for the stage. Zappa uses the database's name for the stage."""
    base = zappa.read_settings(ROOT / build.SETTINGS)[zappa.STAGE]
    return zappa.settings_of(base, stage.zappa_stage, settings.account.values(role), stage.tags)


def deployed_stages(stage: Preview, settings: PreviewSettings) -> dict[str, Any]:
    """The same for a function that exists. Raises DeliveryError if it does not."""
    return zappa_stages(stage, settings, lambda_functions.role(stage.function, MISSING))

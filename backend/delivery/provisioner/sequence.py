"""The provisioner of the previews' databases, put into service: main's own package, with no URL.

    package → function by Zappa, as the provisioner's own role → its variables → a new template

Safe to repeat. The master's password is in Secrets Manager, and in the function's variables alone.
"""

import secrets as random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from delivery.aws import lambda_functions, logs, secretsmanager
from delivery.package import build, deployment, zappa
from delivery.provisioner import databases
from delivery.tools.checkout import ROOT
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, step
from delivery.tools.stages import PROVISIONER

LOG_DAYS: Final = 90
TAGS: Final = {"itg:provisioner": "previews"}
NEEDED: Final = (
    *("PREVIEW_SUBNET_IDS", "PREVIEW_SECURITY_GROUP_IDS", "PREVIEW_PACKAGES_BUCKET"),
    *("PREVIEW_DB_HOST", "PROVISIONER_ROLE_ARN"),
)
DATABASE: Final = "postgres"  # what the server starts with, and what the provisioner signs in to

Names = Mapping[str, str | list[str]]


def deploy(archive: Path | None, commit: str, names: Names, say: Say) -> dict[str, Any]:
    """The whole sequence; ``archive`` was built elsewhere. Raises DeliveryError."""
    if missing := [name for name in NEEDED if not names.get(name)]:
        raise DeliveryError(
            f"{', '.join(missing)} not set.",
            "`python -m delivery stack list` shows their values.",
        )
    with step(say, "Package"):
        if archive is None:
            archive = build.OUTPUT
            build.build(archive, say)
    with step(say, "Function"):
        updated = put(archive, names, say)
        lambda_functions.configure(PROVISIONER.function, variables(commit, names))
    with step(say, "Template"):
        template = databases.refresh_template()
    return {"function": PROVISIONER.function, "updated": updated, "commit": commit, **template}


def put(archive: Path, names: Names, say: Say) -> bool:
    """Create or update the function from the package. True where the function existed before."""
    logs.ensure(PROVISIONER.log_group, LOG_DAYS, TAGS)
    values = {**names, "PREVIEW_ROLE_ARN": names["PROVISIONER_ROLE_ARN"]}
    base = zappa.read_settings(ROOT / build.SETTINGS)[zappa.STAGE]
    stages = zappa.settings_of(base, PROVISIONER.zappa_stage, values, TAGS)
    there = lambda_functions.tags(PROVISIONER.function) is not None
    bucket = str(names["PREVIEW_PACKAGES_BUCKET"])
    deployment.send(PROVISIONER, archive, stages, bucket, say, update=there)
    return there


def variables(commit: str, names: Names) -> dict[str, str]:
    """Of the function. Nobody signs in to it, so its key need not outlive a deployment."""
    return {
        "DJANGO_SETTINGS_MODULE": "core.settings.provisioner",
        "DJANGO_ALLOWED_HOSTS": "localhost",
        "DJANGO_SECRET_KEY": random.token_urlsafe(48),
        "DB_HOST": str(names["PREVIEW_DB_HOST"]),
        "DB_PORT": str(names["PREVIEW_DB_PORT"]),
        "DB_NAME": DATABASE,
        "DB_USER": str(names["PROVISIONER_DB_USER"]),
        "DB_PASSWORD": password(),
        "APP_VERSION": commit,
        "STAGE": PROVISIONER.name,
    }


def password() -> str:
    """The master's. Raises DeliveryError where no stack has made it."""
    name = PROVISIONER.secret("DB_PASSWORD")
    if (found := secretsmanager.read(name)) is None:
        raise DeliveryError(
            f"There is no secret {name}.",
            "Make it with `python -m delivery stack deploy previews`.",
        )
    return found

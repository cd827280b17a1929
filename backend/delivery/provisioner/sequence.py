"""The provisioner of the previews' databases, put into service: main's own package, with no URL.

    package → function by Zappa, as the provisioner's own role → its variables → a new template

Safe to repeat. The master's password is in Secrets Manager, and in the function's variables.
"""

import secrets as random
from pathlib import Path
from typing import Any, Final

from delivery.aws import lambda_functions, logs, secretsmanager
from delivery.package import build, deployment, zappa
from delivery.provisioner import databases
from delivery.provisioner.settings import ProvisionerSettings
from delivery.tools.checkout import ROOT
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say, step
from delivery.tools.stages import PROVISIONER

LOG_DAYS: Final = 90
TAGS: Final = {"itg:provisioner": "previews"}
DATABASE: Final = "postgres"  # what the server starts with, and what the provisioner signs in to


def deploy(
    archive: Path | None, commit: str, settings: ProvisionerSettings, say: Say
) -> dict[str, Any]:
    """The whole sequence; ``archive`` was built elsewhere. Raises DeliveryError."""
    with step(say, "Package"):
        if archive is None:
            archive = build.OUTPUT
            build.build(archive, say)
    with step(say, "Function"):
        updated = put(archive, settings, say)
        lambda_functions.configure(PROVISIONER.function, variables(commit, settings))
    with step(say, "Template"):
        template = databases.refresh_template()
    return {"function": PROVISIONER.function, "updated": updated, "commit": commit, **template}


def put(archive: Path, settings: ProvisionerSettings, say: Say) -> bool:
    """Create or update the function from the package. True where the function existed before."""
    logs.ensure(PROVISIONER.log_group, LOG_DAYS, TAGS)
    values = settings.account.values(settings.role)
    base = zappa.read_settings(ROOT / build.SETTINGS)[zappa.STAGE]
    stages = zappa.settings_of(base, PROVISIONER.zappa_stage, values, TAGS)
    there = lambda_functions.tags(PROVISIONER.function) is not None
    bucket = settings.account.packages_bucket
    deployment.send(PROVISIONER, archive, stages, bucket, say, update=there)
    return there


def variables(commit: str, settings: ProvisionerSettings) -> dict[str, str]:
    """Of the function. Nobody signs in to it, so its key need not outlive a deployment."""
    return {
        "DJANGO_SETTINGS_MODULE": "core.settings.provisioner",
        "DJANGO_ALLOWED_HOSTS": "localhost",
        "DJANGO_SECRET_KEY": random.token_urlsafe(48),
        "DB_HOST": settings.db_host,
        "DB_PORT": settings.db_port,
        "DB_NAME": DATABASE,
        "DB_USER": settings.db_user,
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
            f"Create it with `{PROGRAM} stack deploy previews`.",
        )
    return found

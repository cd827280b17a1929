"""A new value of one of production's secrets, put into service by a release of what serves.

The value is a version beside the one in use, which only the new revision names. It becomes the
current one when the service runs on it and is well; before that whatever fails leads back.
"""

import secrets as randomness
from collections.abc import Mapping
from typing import Final

from core.variables import SECRETS
from delivery.aws import secretsmanager
from delivery.operate.production import Running
from delivery.records.releases import Release
from delivery.release import sequence
from delivery.release.settings import ReleaseSettings
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import PRODUCTION

KEY: Final = "DJANGO_SECRET_KEY"
FALLBACKS: Final = "DJANGO_SECRET_KEY_FALLBACKS"
MADE: Final = frozenset({KEY, "DJANGO_SUPERUSER_PASSWORD"})  # any text will do
BYTES: Final = 48


def rotate(
    name: str, value: str, environ: Mapping[str, str], say: Say, *, leaked: bool = False
) -> Release:
    """Release what serves with that value. Raises DeliveryError, with the old value in use.

    What the signing key signed before is still taken, unless it leaked.
    """
    settings = ReleaseSettings.read(
        {**of_production(Running(environ)), **values(name, value, leaked)}
    )
    return sequence.deploy(Running(environ).container["image"], settings, say)


def values(name: str, value: str, leaked: bool) -> dict[str, str]:
    if name != KEY:
        return {name: value}
    before = secretsmanager.read(PRODUCTION.secret(KEY))
    # A version cannot be empty, so one that nothing was ever signed with takes its place.
    return {KEY: value, FALLBACKS: made() if leaked or before is None else before}


def of_production(running: Running) -> dict[str, str]:
    """What the release is given: what serves has it all, and no other secret changes."""
    environ = {name: text for name, text in running.environ.items() if name not in SECRETS}
    roles = {
        f"{kind.upper()}_ROLE_ARN": str(running.definition[f"{kind}RoleArn"])
        for kind in ("execution", "task")
    }
    return {**environ, **running.bucket, **running.variables, **roles}


def made() -> str:
    """A value that nobody can guess."""
    return randomness.token_urlsafe(BYTES)


def refuse_unknown(name: str) -> None:
    """Raises DeliveryError for what is no secret of production."""
    known = sorted(SECRETS - {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PREVIEW_PASSWORD"})
    if name not in known or name == FALLBACKS:
        known.remove(FALLBACKS)
        raise DeliveryError(f"{name} is no secret to rotate.", f"There are: {', '.join(known)}.")

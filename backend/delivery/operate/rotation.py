"""A new value of one of production's secrets, put into service by a release of what serves.

The value is a version beside the one in use, which only the new revision names. It becomes the
current one when the service runs on it and is well; before that whatever fails leads back. The old
value is retired when nothing needs it any more: see `retiring`.

What serves is asked for the keys that it takes, and not the secrets: a rotation that was killed may
have made one of its values current, and not the other.

The database has two users that take turns, because tasks of both revisions sign in while the
service changes. The one that does not serve gets the new password, and the new revision.
"""

import secrets as randomness
from collections.abc import Mapping
from typing import Final

from core.variables import SECRETS
from delivery.aws import secretsmanager
from delivery.operate import database_users, retiring
from delivery.operate.production import Running
from delivery.records.releases import Release
from delivery.release import secrets as release_secrets
from delivery.release import sequence, task_definition
from delivery.release.settings import ReleaseSettings
from delivery.tools import interrupts
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import PRODUCTION

KEY: Final = "DJANGO_SECRET_KEY"
FALLBACKS: Final = "DJANGO_SECRET_KEY_FALLBACKS"
DATABASE: Final = "DB_PASSWORD"
MADE: Final = frozenset({KEY, DATABASE, "DJANGO_SUPERUSER_PASSWORD"})  # any text will do
BYTES: Final = 48
TAKEN: Final = 2  # keys beside the one in use


def rotate(
    name: str, value: str, environ: Mapping[str, str], say: Say, *, leaked: bool = False
) -> Release:
    """Release what serves with that value. Raises DeliveryError, with the old value in use.

    What the signing key signed before is still taken, unless it leaked. A rotation that was killed
    while its value came into service is finished, and its value is taken in place of this one.
    """
    running = Running(environ)
    if not leaked and (begun := unfinished(running, name)):
        say(f"{name}: an earlier rotation is finished")
        release = sequence.finish(begun, settings(running, {}), say)
    elif name == DATABASE:
        release = change_users(running, value, say)
    else:
        changes = {name: value}
        if name == KEY:
            changes[FALLBACKS] = made() if leaked else ",".join(earlier_keys(running)) or made()
        release = released(running, changes, say)
    retire_if_possible(name, environ, say)
    return release


def retire_if_possible(name: str, environ: Mapping[str, str], say: Say) -> None:
    """Raises DeliveryError where it fails otherwise than because a task needs an old value."""
    try:
        retire(name, environ, say)
    except retiring.StillNeeded as error:
        say(f"{error.message} {error.remedy}")
    except DeliveryError as error:
        raise DeliveryError(
            f"{name} has a new value, but the old one may still be accepted: {error.message}",
            f"{error.remedy} Then run `{PROGRAM} secrets retire {name}`.",
        ) from error


def released(running: Running, changes: Mapping[str, str], say: Say) -> Release:
    return sequence.deploy(running.container["image"], settings(running, changes), say)


def settings(running: Running, changes: Mapping[str, str]) -> ReleaseSettings:
    return ReleaseSettings.read({**of_production(running), **changes})


def unfinished(running: Running, name: str) -> Release | None:
    """The release that serves, where it brought a value that is made here, and was killed."""
    now = running.release
    if name not in MADE or now is None or now.state != "prepared":
        return None
    known = retiring.records({**running.environ, **running.bucket})
    versions = {one.task_definition: one.secrets.get(name) for one in reversed(known)}
    return None if versions.get(now.previous) == now.secrets.get(name) else now


def change_users(running: Running, value: str, say: Say) -> Release:
    """Release with the user that does not serve. Where that fails it has the old password again."""
    other = database_users.other(running.variables["DB_USER"])
    retiring.refuse_in_use(other)
    database_users.set_password(other, value, say)
    try:
        return released(running, {"DB_USER": other, DATABASE: value}, say)
    except BaseException:
        with interrupts.held_back(say, f"{other} gets the password in use"):
            if Running(running.environ).variables["DB_USER"] != other:
                database_users.set_password(other, current(DATABASE), say)
        raise


def retire(name: str, environ: Mapping[str, str], say: Say) -> None:
    """End the old values. Raises DeliveryError where something needs one."""
    running = Running(environ)
    retiring.retire(name, retiring.records({**environ, **running.bucket}), say)
    if name == DATABASE:
        other = database_users.other(running.variables["DB_USER"])
        database_users.set_password(other, current(DATABASE), say)


def current(name: str) -> str:
    """The value in use."""
    return secretsmanager.read(PRODUCTION.secret(name)) or ""


def earlier_keys(running: Running) -> list[str]:
    """The key that serves, and the newest one before it that is still taken.

    There are two, so that a rotation that was killed and repeated ends no session. A version of a
    secret cannot be empty: where there is none, one that nothing was signed with takes its place.
    """
    before = [in_service(running, KEY), *in_service(running, FALLBACKS).split(",")]
    return [key for key in dict.fromkeys(before) if key][:TAKEN]


def in_service(running: Running, name: str) -> str:
    """The value that what serves has; empty where it has none."""
    reference = running.secrets.get(name, "")
    for arn, label in release_secrets.labelled([reference]):
        return secretsmanager.read(arn, label) or ""
    return secretsmanager.read(reference) or "" if reference else ""


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


def known() -> set[str]:
    """The secrets of production that are rotated; earlier keys come and go with the key."""
    return set(task_definition.SECRETS - {"PREVIEW_PASSWORD", FALLBACKS})


def refuse_unknown(name: str) -> None:
    """Raises DeliveryError for what is no secret of production."""
    if name not in known():
        raise DeliveryError(
            f"{name} is not a secret that can be rotated.",
            f"There are: {', '.join(sorted(known()))}.",
        )

"""The end of a secret's old values, when nothing needs them any more.

An old value is needed in two cases:

- A task runs on a revision whose record names it. A task on a revision without a record may need
  any value.
- A release that has not ended will put it into service. Such a release is on record as prepared, or
  not on record yet. In both cases it has ended if a later release has served: it was killed, or it
  fails as soon as it finds the later one.

When a value is retired, the labels that lead to it are moved to the current value, as for a
rollback. AWS deletes a value that has no label.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Final

from delivery.aws import ecs, ecs_tasks, secretsmanager
from delivery.aws.secretsmanager import CURRENT, Secret
from delivery.records import releases
from delivery.records.releases import Release, short
from delivery.release.secrets import existing, is_of_release, label_of
from delivery.release.settings import ReleaseSettings
from delivery.run.service import SERVICE
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import PRODUCTION

PREVIOUS: Final = "AWSPREVIOUS"


class StillNeeded(DeliveryError):
    """A task runs on a revision that has an old value."""


def records(environ: Mapping[str, str]) -> list[Release]:
    return releases.history(ReleaseSettings.read(environ).bucket)


def running() -> list[ecs_tasks.StartedTask]:
    """Tasks of the service, of releases and of commands."""
    found = ecs_tasks.started(SERVICE, PRODUCTION.family)
    return [one for one in found if one.status != "STOPPED"]


def refuse_in_use(user: str) -> None:
    """Raises DeliveryError where a task signs in to the database as that user."""
    for one in running():
        container = ecs.container_of(SERVICE, ecs.task_definition(one.task_definition))
        variables = {row["name"]: row["value"] for row in container.get("environment", [])}
        if variables.get("DB_USER") == user:
            raise DeliveryError(
                f"The task {one.id} of {short(one.task_definition)} still runs as {user}.",
                f"Wait for its end, or stop it. `{PROGRAM} run attach` lists running tasks.",
            )


def retire(name: str, known: Sequence[Release], say: Say) -> None:
    """Raises StillNeeded where a task needs an old value, and then changes nothing."""
    secret = existing(PRODUCTION.secret(name))
    current = secret.versions[CURRENT]
    versions = {one.task_definition: one.secrets.get(name, "") for one in known}
    refuse_needed(name, current, versions)
    going = {one.secrets.get(name) for one in known if goes_on(one, known)}
    recorded = {*versions.values(), secret.versions.get(PREVIOUS)}
    over = (recorded | without_record(secret, known)) - going - {current}
    old = {label: version for label, version in secret.versions.items() if version in over}
    for label in sorted(old):
        if is_of_release(label):
            secretsmanager.move(secret, label, current)
    if PREVIOUS in old:
        secretsmanager.move(secret, PREVIOUS, None)
    say(f"{name}: {len(set(old.values())) or 'no'} old values retired")


def without_record(secret: Secret, known: Sequence[Release]) -> set[str]:
    """The versions that only ended releases can have written: all are older than one that served.

    Not every one of these is on record: a release may fail before its record is written, and
    ``known`` has only the newest records.
    """
    served = next((label_of(one.at) for one in known if one.state == "served"), "")
    labels = {label: version for label, version in secret.versions.items() if is_of_release(label)}
    newer = {version for label, version in labels.items() if label >= served}
    return {*labels.values()} - newer


def goes_on(release: Release, known: Sequence[Release]) -> bool:
    """Whether a release on record may still come into service. ``known`` are newest first."""
    if release.state == releases.ROLLING_BACK:
        return True
    newer = takewhile(lambda one: one is not release, known)
    return release.state == "prepared" and not any(one.state == "served" for one in newer)


def refuse_needed(name: str, current: str, versions: Mapping[str, str]) -> None:
    for one in running():
        if versions.get(one.task_definition) not in {"", current}:  # without a record: None
            raise StillNeeded(
                f"The old value of {name} is still needed: the task {one.id} runs on "
                f"{short(one.task_definition)}.",
                f"After it has ended, run `{PROGRAM} secrets retire {name}`.",
            )

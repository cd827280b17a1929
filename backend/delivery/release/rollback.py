"""Go back to the release before, or to any other that served.

check the configuration → lead labels of secrets to the values that work today → put on record
that it begins → update the service → wait for that revision → smoke → put on record that it
ended
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from delivery.aws import ecs, sts
from delivery.records import releases
from delivery.records.releases import Release
from delivery.release import images, preflight, secrets, sequence
from delivery.release.rollout import or_back, wait_until_steady
from delivery.release.settings import ReleaseSettings
from delivery.run import service
from delivery.tools import interrupts
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, step


def roll_back(settings: ReleaseSettings, say: Say, to: str = "") -> Release:
    """Put the last release that served before the present one back, or the one of commit ``to``.

    ``to`` may be a revision as well, ``itg-backend:7``, which takes no record. One that was killed
    half way is finished. Raises DeliveryError, with the present one serving still or again.
    """
    revision = to if ":" in to else ""
    with step(say, "Configuration: checking"):
        preflight.rollback(settings, revision)
        now = sequence.in_service()
        begun = None if to else unfinished(settings, now)
        if begun:
            left, target = begun
        else:
            left = now
            target = of_revision(revision, now) if revision else on_record(settings, now, to)
        preflight.revision(target.image, target.task_definition)
    secrets.renew(service.secrets_of(target.task_definition))
    with leaving(left, target, settings, say):
        back = lead_back(target, now, settings, say)
    record_rollback(back, left, settings, say)
    return back


def lead_back(target: Release, now: str, settings: ReleaseSettings, say: Say) -> Release:
    with or_back(target.task_definition, now, settings.steady_seconds, say):
        with step(say, f"Service: back to {target.version[:12]}"):
            ecs.update(service.SERVICE, target.task_definition)
            wait_until_steady(target.task_definition, settings.steady_seconds, say)
        return replace(sequence.ask(target, settings, say), state="served")


def unfinished(settings: ReleaseSettings, now: str) -> tuple[str, Release] | None:
    """The revision that a rollback was to leave when it was killed, and where it was to lead.

    Without it, the same command again would lead from there to the release before, and might put
    the very release into service that somebody went back from.
    """
    every = releases.history(settings.bucket)
    for one in every:
        if one.state == releases.ROLLING_BACK and now in {one.task_definition, one.reason}:
            targets = (other for other in every if other.task_definition == one.reason)
            if target := next(targets, None):
                return one.task_definition, target
    return None


@contextmanager
def leaving(left: str, target: Release, settings: ReleaseSettings, say: Say) -> Iterator[None]:
    """On record from the start, so that it is finished by the same command if it is killed."""
    record_leaving(left, releases.ROLLING_BACK, target.task_definition, settings, say)
    try:
        yield
    except BaseException:
        with interrupts.held_back(say, "The rollback is put on record as failed"):
            record_leaving(left, "served", "", settings, say)
        raise


def record_leaving(left: str, state: str, reason: str, settings: ReleaseSettings, say: Say) -> None:
    """On record, if it can be: going back matters more."""
    try:
        for one in releases.history(settings.bucket):
            if one.task_definition == left and one.state in {"served", releases.ROLLING_BACK}:
                releases.put(replace(one, state=state, reason=reason), settings.bucket)
    except DeliveryError as error:
        say(f"The rollback is not on record: {error.message}")


def on_record(settings: ReleaseSettings, now: str, to: str) -> Release:
    """The release to go back to. Raises DeliveryError where none is on record."""
    served = [one for one in releases.history(settings.bucket) if one.state == "served"]
    others = [one for one in served if one.task_definition != now]
    before = {one.previous for one in served if one.task_definition == now}
    if to:
        wanted = [one for one in served if one.version.startswith(to)]
    else:
        wanted = [one for one in others if one.task_definition in before] or others
    if not wanted:
        raise DeliveryError(
            f"No release {f'of commit {to} ' if to else ''}to go back to is on record.",
            "`python -m delivery release list` shows what there is. "
            "`release rollback --to itg-backend:N` takes a revision that ECS has.",
        )
    return wanted[0]


def of_revision(revision: str, now: str) -> Release:
    """As a release, what ECS and ECR know of a revision: ``itg-backend:7`` or its ARN."""
    arn, image = service.image_of(revision)
    return Release(
        version=images.version_of(image),
        image=image,
        task_definition=arn,
        previous=now,
        at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        who=sts.caller(),
    )


def record_rollback(back: Release, left: str, settings: ReleaseSettings, say: Say) -> None:
    """On record, if it can be: what serves is right already."""
    try:
        releases.put(back, settings.bucket)
        for one in releases.history(settings.bucket):
            served = one.state == "served" and one.task_definition == left != back.task_definition
            if served or one.state == releases.ROLLING_BACK:
                releases.put(replace(one, state="rolled back", reason=""), settings.bucket)
    except DeliveryError as error:
        say(f"The rollback is not on record: {error.message}")

"""Put one image digest into production; list what was; go back.

    check the configuration → write secrets → register → bootstrap on the new revision, which
    migrates and uploads static files → update the service → wait for that revision → smoke

In a workflow the halves `prepare` and `finish` stand around the action that updates the service.

Up to the bootstrap the service is untouched. After it, whatever fails points the service back at
the revision it had. Two releases at once: the later one wins, and the earlier one fails as soon as
it finds another revision in its place, without going back.
"""

import time
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from delivery import one_off, smoke, task_definition
from delivery.aws import ecr, ecs, identity, records, secrets, tasks
from delivery.errors import DeliveryError
from delivery.progress import Say, step
from delivery.release_settings import STAGE, Settings, check, given_secrets, render

POLL_SECONDS: Final = 2.0
LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class Release:
    """What was put into service. ``state``: prepared, served, failed or rolled back."""

    version: str
    image: str
    task_definition: str
    previous: str
    at: str
    who: str
    state: str = "prepared"
    bootstrap: list[str] = field(default_factory=list)
    smoke: list[str] = field(default_factory=list)
    reason: str = ""

    @property
    def name(self) -> str:
        return f"{STAGE.name}/{self.at}-{self.version[:12]}.json"


def deploy(image: str, settings: Settings, say: Say) -> Release:
    """The whole sequence. Raises DeliveryError, with the old version serving."""
    release, _ = prepare(image, settings, say)
    ecs.point(STAGE, release.task_definition)
    return finish(release, settings, say)


def finish(release: Release, settings: Settings, say: Say) -> Release:
    """Wait until the service runs the release, and ask it; or go back and raise DeliveryError."""
    try:
        with step(say, f"Service: to {short(release.task_definition)}"):
            wait_until_steady(release.task_definition, settings.steady_seconds)
        return verify(release, settings, say)
    except (DeliveryError, KeyboardInterrupt) as error:
        go_back(release, settings, say, str(error) or "interrupted")
        raise


def prepared(image: str, task_definition: str, settings: Settings) -> Release:
    """The release of that image that was prepared last, as the revision that it became."""
    found = [one for one in history(settings) if one.image == image and one.state == "prepared"]
    if not found:
        raise DeliveryError(
            f"No release of {image} is prepared.",
            "`release prepare` comes before `release verify`.",
        )
    return replace(found[0], task_definition=task_definition)


def prepare(image: str, settings: Settings, say: Say) -> tuple[Release, dict[str, Any]]:
    """Everything before the service is touched: the release, and its rendered task definition."""
    with step(say, "Configuration: checking"):
        check(settings)
        task_definition.refuse_tag(image)
        version = ecr.version_of(STAGE, image)
        previous = in_service()
    with step(say, "Secrets: writing"):
        changed = secrets.write(STAGE, given_secrets(settings))
        say(f"Secrets: {', '.join(changed) or 'none'} changed")
    document = render(image, settings, secrets.arns(STAGE))
    arn = ecs.register(document)
    say(f"Task definition: {short(arn)} registered")
    release = Release(
        version=version,
        image=image,
        task_definition=arn,
        previous=previous,
        at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        who=identity.caller(),
    )
    with step(say, "Bootstrap: on the new revision"):
        outcome = one_off.run_task(STAGE, ["bootstrap"], say, task_definition=arn)
    release = replace(release, bootstrap=outcome.output.splitlines())
    if outcome.exit_code:
        record(replace(release, state="failed", reason="bootstrap"), settings)
        raise DeliveryError(
            f"The bootstrap of {version[:12]} failed with exit code {outcome.exit_code}; the "
            "service was not touched.",
            "Its output is above. Mend it and release the next commit.",
        )
    record(release, settings)
    return release, document


def verify(release: Release, settings: Settings, say: Say) -> Release:
    """Ask the live backend whether it is this release."""
    with step(say, f"Smoke: {settings.variables['API_BASE_URL']}"):
        answered = smoke.check(
            settings.variables["API_BASE_URL"].rstrip("/"),
            release.version,
            settings.variables["FRONTEND_URL"].rstrip("/"),
            settings.smoke_seconds,
        )
    release = replace(release, state="served", smoke=answered)
    record(release, settings)
    return release


def go_back(release: Release, settings: Settings, say: Say, reason: str) -> None:
    """Point the service back, unless a later release has it by now."""
    record(replace(release, state="failed", reason=reason), settings)
    if ecs.rollout(STAGE).task_definition not in {release.task_definition, release.previous}:
        say("Service: another release has it by now; left alone")
        return
    with step(say, f"Service: back to {short(release.previous)}"):
        ecs.point(STAGE, release.previous)
        wait_until_steady(release.previous, settings.steady_seconds)


def rollback(settings: Settings, say: Say, to: str = "") -> Release:
    """Put the last release that served before the present one back, or the one of commit ``to``."""
    now = in_service()
    served = [one for one in history(settings) if one.state == "served"]
    wanted = [
        one for one in served if (one.version.startswith(to) if to else one.task_definition != now)
    ]
    if not wanted:
        raise DeliveryError(
            f"No release {f'of commit {to} ' if to else ''}to go back to is on record.",
            "`python -m delivery release list` shows what there is.",
        )
    with step(say, f"Service: back to {wanted[0].version[:12]}"):
        ecs.point(STAGE, wanted[0].task_definition)
        wait_until_steady(wanted[0].task_definition, settings.steady_seconds)
    for one in served:
        if one.task_definition == now:
            record(replace(one, state="rolled back"), settings)
    return verify(wanted[0], settings, say)


def history(settings: Settings) -> list[Release]:
    """Releases, newest first."""
    found = records.newest(settings.bucket, f"{STAGE.name}/", LISTED)
    return [Release(**entry) for entry in found]


def in_service() -> str:
    """The task definition that the service has now."""
    return tasks.place(STAGE).task_definition


def record(release: Release, settings: Settings) -> None:
    records.put(settings.bucket, release.name, asdict(release))


def wait_until_steady(arn: str, within: float) -> None:
    """Until the service runs that revision and no other. Raises DeliveryError.

    A circuit breaker that went back looks steady too, with another revision.
    """
    give_up_at, seen = time.monotonic() + within, False
    while not (found := ecs.rollout(STAGE)).steady or found.task_definition != arn:
        seen = seen or found.task_definition == arn
        if seen and found.task_definition != arn:
            raise DeliveryError(
                f"ECS went back to {short(found.task_definition)}: {found.reason}.",
                "The stopped tasks' reasons and the log /itg/production/backend say more.",
            )
        if time.monotonic() > give_up_at:
            raise DeliveryError(
                f"The service is not steady on {short(arn)} after {within:.0f} s: {found.reason}.",
                "The log /itg/production/backend says more.",
            )
        time.sleep(min(POLL_SECONDS, max(give_up_at - time.monotonic(), 0.1)))


def short(arn: str) -> str:
    """``itg-backend:7``."""
    return arn.rpartition("/")[2]

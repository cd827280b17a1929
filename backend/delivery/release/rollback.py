"""Go back to the previous release, or to any other that was in service: its backend and its site.

check the configuration → move labels of secrets to the current values → test whether that code runs
on today's schema → record the start → update the service → wait for that revision → smoke test →
deploy the kept site → record the end
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from delivery.aws import ecs, s3, sts
from delivery.records import releases, sites
from delivery.records.lease import held
from delivery.records.releases import Release
from delivery.release import images, preflight, schema, secrets, sequence
from delivery.release.rollout import or_back, wait_until_steady
from delivery.release.settings import ReleaseSettings
from delivery.run import service
from delivery.site import kept
from delivery.site.settings import SiteSettings
from delivery.tools import interrupts
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say, step


@dataclass(frozen=True, slots=True)
class Way:
    """``now`` is in service, ``left`` is the revision to leave, ``target`` the one to go back to.

    If this rollback finishes one that was killed, ``left`` may be out of service already.
    """

    now: str
    left: str
    target: Release


def roll_back(
    settings: ReleaseSettings, say: Say, to: str = "", *, unchecked: bool = False
) -> Release:
    """Put the previous release back, or the release of commit ``to``.

    ``to`` may also be a revision, such as ``itg-backend:7``, which needs no record. Finishes a
    rollback that was killed. Raises DeliveryError. The service then keeps its present release,
    except if only the site could not be deployed: then the backend is rolled back.
    """
    with step(say, "Configuration: checking"):
        preflight.rollback(settings, revision_in(to))
        way = find(settings, to)
        preflight.revision(way.target.image, way.target.task_definition)
    secrets.renew(service.secrets_of(way.target.task_definition))
    if unchecked:
        say("Schema: not tested with the older code")
    else:
        schema.refuse_other(way.target, on_record(settings), say)
    with holding_site(settings, f"The rollback to {way.target.version[:12]}", say) as check:
        with leaving(way, settings, say):
            check()
            back = lead_back(way.target, way.now, settings, say)
        back = bring_site(back, settings, check, say)
        record_back(back, settings, say)
    record_left(back, way.left, settings, say)  # last, so the same command can finish
    return back


def revision_in(to: str) -> str:
    return to if ":" in to else ""


def find(settings: ReleaseSettings, to: str) -> Way:
    """Raises DeliveryError if there is nothing to go back to."""
    now = sequence.in_service()
    if revision := revision_in(to):
        return Way(now, now, of_revision(revision, now, settings))
    if not to and (begun := unfinished(settings, now)):
        return Way(now, *begun)
    return Way(now, now, of_commit(settings, now, to))


def on_record(settings: ReleaseSettings) -> list[Release]:
    """The releases, newest first. Without a bucket an empty list: the rollback must still work."""
    bucket = settings.releases_bucket
    return releases.history(bucket) if known(bucket) else []


def known(bucket: str) -> bool:
    return bool(bucket) and s3.bucket_exists(bucket)


@contextmanager
def holding_site(settings: ReleaseSettings, what: str, say: Say) -> Iterator[Callable[[], None]]:
    """Hold the site's lease, if there is a bucket for it: the rollback must work without one.

    Yields a check that raises TakenOver if the lease was lost.
    """
    if not known(settings.releases_bucket):
        say("Site: not locked, because the bucket for records does not exist")
        yield lambda: None
        return
    with held(sites.lease(settings.bucket, what), say) as lease:
        yield lease.check


def bring_site(
    back: Release, settings: ReleaseSettings, check: Callable[[], None], say: Say
) -> Release:
    """Deploy the release's kept site. Raises DeliveryError; the same command can be run again."""
    if not back.site:
        say(f"Site: not changed, because no site of {back.version[:12]} is recorded")
        return back
    try:
        check()
        kept.deploy(back.site, SiteSettings.read(settings.variables), say)
    except DeliveryError as error:
        raise DeliveryError(
            f"The backend is rolled back, but the site is not: {error.message}",
            "Run the same command again. It continues with the site.",
        ) from error
    return replace(back, site_at=releases.now())


def lead_back(target: Release, now: str, settings: ReleaseSettings, say: Say) -> Release:
    """Put ``target`` into service in place of ``now``. Raises DeliveryError; ``now`` then stays."""
    again = f"Read `{PROGRAM} release list`, and roll back again if it is still right."
    sequence.refuse_overtaken(now, again)
    with or_back(target.task_definition, now, settings.steady_seconds, say):
        with step(say, f"Service: back to {target.version[:12]}"):
            ecs.update(service.SERVICE, target.task_definition)
            wait_until_steady(target.task_definition, settings.steady_seconds, say)
        return replace(sequence.run_smoke_test(target, settings, say), state="served")


def unfinished(settings: ReleaseSettings, now: str) -> tuple[str, Release] | None:
    """The revision that a killed rollback was to leave, and its target.

    Without this, the same command, run again, would go back to an even older release, or to the
    release that was to be left.
    """
    every = releases.history(settings.bucket)
    for one in every:
        if one.state == releases.ROLLING_BACK and now in {one.task_definition, one.reason}:
            targets = (other for other in every if other.task_definition == one.reason)
            if target := next(targets, None):
                return one.task_definition, target
    return None


@contextmanager
def leaving(way: Way, settings: ReleaseSettings, say: Say) -> Iterator[None]:
    """Record the rollback at its start, so that the same command finishes it if it is killed."""
    left, target = way.left, way.target
    record_leaving(left, releases.ROLLING_BACK, target.task_definition, settings, say)
    try:
        yield
    except BaseException:
        with interrupts.held_back(say, "Recording the failed rollback"):
            record_leaving(left, "served", "", settings, say)
        raise


def record_leaving(left: str, state: str, reason: str, settings: ReleaseSettings, say: Say) -> None:
    """Write the record. A failure is only printed: going back matters more."""
    try:
        for one in releases.history(settings.bucket):
            if one.task_definition == left and one.state in {"served", releases.ROLLING_BACK}:
                releases.put(replace(one, state=state, reason=reason), settings.bucket)
    except DeliveryError as error:
        say(f"The rollback could not be recorded: {error.message}")


def of_commit(settings: ReleaseSettings, now: str, to: str) -> Release:
    """The release to go back to. Raises DeliveryError if none is recorded."""
    served = [one for one in releases.history(settings.bucket) if one.state == "served"]
    others = [one for one in served if one.task_definition != now]
    before = {one.previous for one in served if one.task_definition == now}
    if to:
        wanted = [one for one in served if one.version.startswith(to)]
    else:
        wanted = [one for one in others if one.task_definition in before] or others
    if not wanted:
        raise DeliveryError(
            f"There is no recorded release {f'of commit {to} ' if to else ''}to roll back to.",
            f"`{PROGRAM} release list` shows the recorded releases. To roll back to "
            f"another revision of ECS: `{PROGRAM} release rollback --to itg-backend:N`.",
        )
    return wanted[0]


def of_revision(revision: str, now: str, settings: ReleaseSettings) -> Release:
    """The recorded release of a revision, such as ``itg-backend:7``, or one from ECS and ECR."""
    arn, image = service.image_of(revision)
    for one in on_record(settings):
        if one.task_definition == arn:
            return one
    return Release(
        version=images.version_of(image),
        image=image,
        task_definition=arn,
        previous=now,
        at=releases.now(),
        who=sts.caller(),
    )


def record_back(back: Release, settings: ReleaseSettings, say: Say) -> None:
    """Record it, if possible: the right release is in service already."""
    try:
        releases.put(back, settings.bucket)
    except DeliveryError as error:
        say(f"The rollback could not be recorded: {error.message}")


def record_left(back: Release, left: str, settings: ReleaseSettings, say: Say) -> None:
    """Mark the release that is no longer in service as rolled back."""
    try:
        for one in releases.history(settings.bucket):
            served = one.state == "served" and one.task_definition == left != back.task_definition
            if served or one.state == releases.ROLLING_BACK:
                releases.put(replace(one, state="rolled back", reason=""), settings.bucket)
    except DeliveryError as error:
        say(f"The rollback could not be recorded: {error.message}")

"""Put one image digest into production.

    check the configuration → write secrets → register → one task of the new revision: bootstrap,
    which migrates and uploads static files, and proof, which compares the new code with
    production → update the service → wait for that revision → smoke → make the new secrets
    current

A workflow runs `prepare`, then the action that updates the service, then `finish`.

Until the proof has passed, the service is not changed. After any later error, until the smoke test
has passed, it gets its earlier revision back. If two releases run at once, the later wins. The
earlier one fails before it updates the service if it finds another revision there, or as soon as it
finds one later, and does not go back.

A new value of a secret is a version with a label that only the new revision names. A revision that
names no label reads AWSCURRENT, which moves to the new value when the smoke test has passed. Before
a rollback to a revision that names a label, that label moves to AWSCURRENT's value, so that the
revision does not start with an old password.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from delivery.aws import ecs, sts
from delivery.records import releases
from delivery.records.releases import Release, short
from delivery.release import images, preflight, proof, secrets
from delivery.release.proof import Proof
from delivery.release.rollout import go_back, or_back, told, wait_until_steady
from delivery.release.secrets import Reference
from delivery.release.settings import ReleaseSettings, given_secrets, render
from delivery.run import one_off, service
from delivery.smoke import probes
from delivery.tools import interrupts
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, step


def deploy(image: str, settings: ReleaseSettings, say: Say) -> Release:
    """The whole sequence. Raises DeliveryError.

    After an error the old version serves. Only after an error in ``settle`` the new one serves.
    """
    release, _ = prepare(image, settings, say)
    with or_failed(release, settings, say):
        ecs.update(service.SERVICE, release.task_definition)
        smoked = see_served(release, settings, say)
    return settle(smoked, settings, say)


def refuse_overtaken(before: str, remedy: str) -> None:
    """Raises DeliveryError if another revision than ``before`` came into service meanwhile."""
    found = in_service()
    if found != before:
        raise DeliveryError(f"Another release put {short(found)} into service meanwhile.", remedy)


def finish(release: Release, settings: ReleaseSettings, say: Say) -> Release:
    """Wait for the service, and run the smoke test. After an error, go back and raise it."""
    with or_failed(release, settings, say):
        smoked = see_served(release, settings, say)
    return settle(smoked, settings, say)


def abandon(release: Release, settings: ReleaseSettings, say: Say) -> None:
    """Point the service back after a release whose deployment was cancelled."""
    with interrupts.held_back(say, "Rolling the service back"):
        cancelled = KeyboardInterrupt()
        back = (release.task_definition, release.previous, settings.steady_seconds)
        go_back(*back, say, cancelled)
        record_failure(release, settings, say, "cancelled")


def see_served(release: Release, settings: ReleaseSettings, say: Say) -> Release:
    with step(say, f"Service: to {short(release.task_definition)}"):
        wait_until_steady(release.task_definition, settings.steady_seconds, say)
    return run_smoke_test(release, settings, say)


def settle(release: Release, settings: ReleaseSettings, say: Say) -> Release:
    """Make the new secrets current, and record that the release is in service.

    From here on, an error does not put the earlier revision back: if that revision reads
    AWSCURRENT, it would start with the new values. Raises DeliveryError; the new release serves
    even then.
    """
    try:
        with interrupts.held_back(say, "Recording the release as the current one"):
            promoted = secrets.promote(service.secrets_of(release.task_definition))
            if promoted:
                say(f"Secrets: {len(promoted)} new values are AWSCURRENT")
            return record_success(release, settings)
    except DeliveryError as error:
        raise DeliveryError(
            f"{release.version[:12]} is in service and works, but this could not be "
            f"recorded: {error.message}",
            f"{error.remedy} Then run the same command again.",
        ) from error


@contextmanager
def or_failed(release: Release, settings: ReleaseSettings, say: Say) -> Iterator[None]:
    """After any error in the block, point the service back and record the error."""
    try:
        with or_back(release.task_definition, release.previous, settings.steady_seconds, say):
            yield
    except BaseException as error:
        with interrupts.held_back(say, "Recording the failed release"):
            record_failure(release, settings, say, told(error))
        raise


def record_failure(release: Release, settings: ReleaseSettings, say: Say, reason: str) -> None:
    """Record the failure. If this fails too, it is only printed: the first error matters more."""
    try:
        releases.put(replace(release, state="failed", reason=reason), settings.bucket)
    except DeliveryError as error:
        say(f"The failed release could not be recorded: {error.message}")


def prepare(image: str, settings: ReleaseSettings, say: Say) -> tuple[Release, dict[str, Any]]:
    """Do everything before the service changes. Returns the release and its task definition."""
    with step(say, "Configuration: checking"):
        preflight.release(settings, image)
        version = images.version_of(image)
        previous = in_service()
    now = datetime.now(UTC)
    references = write_secrets(settings, now, say)
    document = render(image, settings, {name: one.text for name, one in references.items()})
    arn = ecs.register(document)
    say(f"Task definition: {short(arn)} registered")
    release = Release(
        version=version,
        image=image,
        task_definition=arn,
        previous=previous,
        at=releases.moment(now),
        who=sts.caller(),
        secrets={name: one.version for name, one in sorted(references.items())},
    )
    release = bootstrap_and_prove(release, settings, say)
    try:
        refuse_overtaken(previous, "Release this commit again if it should serve.")
    except DeliveryError as overtaken:
        record_failure(release, settings, say, told(overtaken))
        raise
    releases.put(release, settings.bucket)
    return release, document


def write_secrets(settings: ReleaseSettings, now: datetime, say: Say) -> dict[str, Reference]:
    """Write new values. Returns the references. The revision in service keeps its values."""
    with step(say, "Secrets: writing"):
        held = settings.secrets.references
        label = secrets.label_of(releases.moment(now))
        settings.secrets.make_room(lambda: service.secrets_of(in_service()))
        written = settings.secrets.write(given_secrets(settings), label)
        changed = [name for name, reference in written.items() if reference != held.get(name)]
        say(f"Secrets: {', '.join(changed) or 'none'} changed")
    return held | written


def bootstrap_and_prove(release: Release, settings: ReleaseSettings, say: Say) -> Release:
    """Run one task of the new revision. Raises DeliveryError, and records what the task found."""
    with step(say, "Bootstrap and proof: on the new revision"):
        outcome = run_task(release, settings, say)
    lines = one_off.lines_of(outcome.output)
    found = proof.read(lines)
    release = release.bootstrapped(proof.without_documents(lines))
    refused = proof.refused(found.findings, settings.accepted)
    if not found.ended or (outcome.exit_code and not refused):
        raise unprepared(release, outcome, settings, say)
    return check_proof(release, found, settings, say)


def run_task(release: Release, settings: ReleaseSettings, say: Say) -> one_off.RunResult:
    accepted = [word for name in settings.accepted for word in ("--accept", name)]
    options = one_off.Options(task_definition=release.task_definition, tell=say)

    def tell(line: str) -> None:
        for shown in proof.without_documents([line]):
            say(shown)

    return one_off.run_task(["prove", "--bootstrap", *accepted], tell, options)


def unprepared(
    release: Release, outcome: one_off.RunResult, settings: ReleaseSettings, say: Say
) -> DeliveryError:
    """The error for a bootstrap or proof that failed. Records the failure.

    Raises KeyboardInterrupt or DeliveryError if it was interrupted or did not end in time.
    """
    is_prepared = any(line.startswith("Bootstrap complete") for line in release.bootstrap)
    what = "proof" if is_prepared else "bootstrap"
    record_failure(release, settings, say, what)
    outcome.refuse_unended(f"The {what} of {release.version[:12]}")
    return DeliveryError(
        f"The {what} of {release.version[:12]} failed with exit code {outcome.exit_code}. The "
        "service was not changed.",
        "Its output is above. Correct the fault and release the next commit.",
    )


def check_proof(release: Release, found: Proof, settings: ReleaseSettings, say: Say) -> Release:
    """The release with its proof. Raises DeliveryError for findings that nobody accepted."""
    served = (one for one in releases.newest_first(settings.bucket) if one.state == "served")
    before = next((one.proved for one in served if one.proved), {})
    for words in proof.slower(found, before):
        say(words)
    findings = [*found.findings, *proof.regressions(found, before)]
    names = [name for name, _ in findings]
    accepted = [name for name in settings.accepted if name in names]
    release = replace(release, proved=found.record, accepted=accepted)
    if refused := proof.refused(findings, accepted):
        words = ", ".join(name for name, _ in refused)
        record_failure(release, settings, say, f"proof failed: {words}")
        raise proof.unproved(release.version, refused)
    return release


def run_smoke_test(release: Release, settings: ReleaseSettings, say: Say) -> Release:
    """Run the smoke test. Raises DeliveryError if the live backend is not this release."""
    with step(say, f"Smoke: {settings.variables['API_BASE_URL']}"):
        passed = probes.check(
            settings.variables["API_BASE_URL"].rstrip("/"),
            release.version,
            settings.variables["FRONTEND_URL"].rstrip("/"),
            settings.smoke_seconds,
        )
    return replace(release, smoke=passed)


def record_success(release: Release, settings: ReleaseSettings) -> Release:
    release = replace(release, state="served")
    releases.put(release, settings.bucket)
    return release


def in_service() -> str:
    """The task definition that the service has now."""
    return service.state().task_definition

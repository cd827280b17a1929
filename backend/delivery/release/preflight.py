"""Checks everything that a release or a rollback needs before its first change.

Each check raises DeliveryError. All checks run, and one error lists all faults.
"""

from collections.abc import Callable, Sequence
from functools import partial

from delivery.aws import sts
from delivery.records import releases
from delivery.release import images, permissions, secrets, task_definition
from delivery.release.settings import (
    ADDRESSES,
    NEEDED,
    ReleaseSettings,
    given_secrets,
)
from delivery.run import service
from delivery.tools import config
from delivery.tools.errors import PROGRAM, DeliveryError

Check = Callable[[], object]


def release(settings: ReleaseSettings, image: str = "") -> None:
    """Raises a DeliveryError with all faults of variables, values, permissions and resources."""
    run_all(
        partial(refuse_missing, settings, NEEDED),
        partial(refuse_misspelled_addresses, settings),
        partial(release_in_account, settings, image),
    )


def release_in_account(settings: ReleaseSettings, image: str) -> None:
    """The checks that ask AWS. They are skipped if AWS does not know the caller."""
    caller = sts.caller()
    run_all(
        partial(refuse_invalid, settings),
        partial(refuse_forbidden, caller, allowed_to(settings, caller).release()),
        partial(look_up_records, settings),
        service.state,
        *([partial(refuse_image, image)] if image else []),
    )


def rollback(settings: ReleaseSettings, task_definition: str = "") -> None:
    """The same for a rollback. A rollback to a revision needs no records."""
    run_all(
        partial(refuse_missing, settings, (*ADDRESSES, "AMPLIFY_APP_ID")),
        partial(refuse_misspelled_addresses, settings),
        partial(rollback_in_account, settings, task_definition),
    )


def rollback_in_account(settings: ReleaseSettings, task_definition: str) -> None:
    caller = sts.caller()
    run_all(
        partial(refuse_forbidden, caller, allowed_to(settings, caller).rollback()),
        service.state,
        *([] if task_definition else [lambda: releases.look_up(settings.bucket)]),
    )


def revision(image: str, task_definition: str) -> None:
    """Check that the revision can run again: its image and its secrets must still exist."""
    references = service.secrets_of(task_definition)
    run_all(
        partial(images.version_of, image),
        *(partial(secrets.existing, one) for one in secrets.arns_in(references)),
    )


def run_all(*checks: Check) -> None:
    """Run all checks. Raises one DeliveryError with the faults of all."""
    found = [fault for check in checks if (fault := fault_of(check))]
    if found:
        remedies = dict.fromkeys(fault.remedy for fault in found)
        raise DeliveryError("\n".join(fault.message for fault in found), "\n".join(remedies))


def fault_of(check: Check) -> DeliveryError | None:
    try:
        check()
    except DeliveryError as fault:
        return fault
    return None


def refuse_missing(settings: ReleaseSettings, needed: Sequence[str]) -> None:
    missing = [name for name in needed if not settings.variables.get(name, "").strip()]
    if missing:
        raise DeliveryError(
            f"These variables are not set: {', '.join(missing)}.",
            f"Set them in GitHub's environment production. `{PROGRAM} stack list` shows "
            "their values.",
        )


def refuse_misspelled_addresses(settings: ReleaseSettings) -> None:
    """Another check reports a value that is not set."""
    config.refuse_malformed({name: settings.variables.get(name, "") for name in ADDRESSES})


def look_up_records(settings: ReleaseSettings) -> None:
    """Another check reports a bucket that is not set."""
    if settings.releases_bucket:
        releases.look_up(settings.releases_bucket)


def refuse_invalid(settings: ReleaseSettings) -> None:
    """Check the variables and the given values of secrets."""
    held = task_definition.REQUIRED & settings.secrets.held.keys()
    references = dict.fromkeys(held, "arn:aws:secretsmanager:::held")
    task_definition.refuse_invalid(
        {**task_definition.plain(settings.variables), **references, **given_secrets(settings)}
    )


def refuse_image(image: str) -> None:
    task_definition.refuse_tag(image)
    images.version_of(image)


def allowed_to(settings: ReleaseSettings, caller: str) -> permissions.Permissions:
    account = caller.split(":")[4]
    roles = (settings.execution_role, settings.task_role)
    app = config.text("AMPLIFY_APP_ID", settings.variables)
    return permissions.Permissions(settings.region, account, roles, settings.releases_bucket, app)


def refuse_forbidden(caller: str, needs: Sequence[permissions.Need]) -> None:
    if refused := permissions.refused(caller, needs):
        raise DeliveryError(
            f"{caller} lacks these permissions: {'; '.join(refused)}.",
            "Add them to its role in container/infrastructure/access.yaml, then run "
            f"`{PROGRAM} stack deploy access`.",
        )

"""Takes back all access to a preview: passwords, sign-in links, keys and sessions.

A visitor's key and a session are signed with the preview's own secret key, and are not stored. So
that none of them works any more, the preview gets another secret key.
"""

import secrets
from typing import Final

from delivery.aws import lambda_functions, secretsmanager
from delivery.preview import telling
from delivery.preview.settings import OF_VISITORS, lease_of
from delivery.records.lease import Lease, held
from delivery.run import one_off
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say, step
from delivery.tools.stages import PREVIEWS, Preview

RENEWED: Final = (OF_VISITORS, "DJANGO_SECRET_KEY")


class NoPreview(DeliveryError):
    """The preview does not exist."""


def revoke(stage: Preview, packages_bucket: str, say: Say) -> None:
    """End all access that was given until now. Repeated, it does the same again.

    A deploy in progress ends first, because it would bring its older variables back. Raises
    NoPreview, or DeliveryError if the preview keeps links because its code is too old.
    """
    variables_of(stage)
    what = f"The end of access to {stage.name}"
    lease = Lease(lease_of(stage, packages_bucket), what, yields=False, patient=True)
    with held(lease, say):
        with step(say, "Secrets"):
            variables = variables_of(stage)
            values = {name: renew(stage, name) for name in RENEWED}
            lambda_functions.configure(stage.function, variables | values)
        with step(say, "Links"):
            forget_links(stage, say)
    telling.tell_revoked(stage, say)


def revoke_all(packages_bucket: str, say: Say) -> list[Preview]:
    """End all access to every preview, and return them.

    Raises DeliveryError at the end if it failed for any of them.
    """
    found = {Preview.owning(one.name) for one in lambda_functions.named(PREVIEWS)}
    done, failed = [], []
    for stage in sorted(filter(None, found), key=lambda one: one.number):
        say(f"{stage.name}:")
        try:
            revoke(stage, packages_bucket, say)
            done.append(stage)
        except NoPreview:
            say("It was destroyed meanwhile.")
        except DeliveryError as error:
            say(str(error))
            failed.append(stage)
    if failed:
        raise DeliveryError(
            f"Access to {', '.join(one.name for one in failed)} has possibly not ended.",
            "Run the command again. Or destroy them, as in: "
            f"{PROGRAM} preview destroy {failed[0].number}",
        )
    return done


def variables_of(stage: Preview) -> dict[str, str]:
    """The function's variables. Raises NoPreview if there is no function."""
    if found := lambda_functions.variables(stage.function):
        return found
    raise NoPreview(
        f"There is no preview of pull request {stage.number}, so nobody has access to it.",
        f"`{PROGRAM} preview list` shows the previews that exist.",
    )


def renew(stage: Preview, variable: str) -> str:
    """Another value of the secret. The next deploy reads it from Secrets Manager."""
    value, name = secrets.token_urlsafe(48), stage.secret(variable)
    if kept := secretsmanager.find(name):
        secretsmanager.put(name, kept, value, secretsmanager.CURRENT)
    return value


def forget_links(stage: Preview, say: Say) -> None:
    if one_off.run(stage, ("revoke_sign_in",), say).exit_code:
        raise DeliveryError(
            f"{stage.name} may still accept unused sign-in links.",
            "They expire after 4 hours. If the preview's code is older than this command, merge "
            f"main into it. To end access now: {PROGRAM} preview destroy {stage.number}",
        )

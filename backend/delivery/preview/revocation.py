"""Takes back all access to a preview: passwords, sign-in links, keys and sessions.

A visitor's key and a session are signed with the preview's own secret key, and are not stored. So
that none of them works any more, the preview gets another secret key.
"""

import secrets
from typing import Final

from delivery.aws import lambda_functions, secretsmanager
from delivery.preview.settings import OF_VISITORS, PreviewSettings
from delivery.records.lease import Lease, held
from delivery.run import one_off
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say, step
from delivery.tools.stages import Preview

RENEWED: Final = (OF_VISITORS, "DJANGO_SECRET_KEY")


def revoke(stage: Preview, settings: PreviewSettings, say: Say) -> None:
    """End all access that was given until now. Repeated, it does the same again.

    Raises DeliveryError if the preview does not exist, or keeps links because its code is too old.
    """
    variables = lambda_functions.variables(stage.function)
    if not variables:
        raise DeliveryError(
            f"There is no preview of pull request {stage.number}, so nobody has access to it.",
            f"`{PROGRAM} preview list` shows the previews that there are.",
        )
    what = f"The end of access to {stage.name}"
    with held(Lease(settings.lease(stage), what, yields=False), say):
        with step(say, "Secrets"):
            values = {name: renew(stage, name) for name in RENEWED}
            lambda_functions.configure(stage.function, variables | values)
        with step(say, "Links"):
            forget_links(stage, say)


def renew(stage: Preview, variable: str) -> str:
    """Another value of the secret, which the next deploy finds too."""
    value, name = secrets.token_urlsafe(48), stage.secret(variable)
    secretsmanager.ensure(name, lambda: value, stage.tags)
    if kept := secretsmanager.find(name):
        secretsmanager.put(name, kept, value, secretsmanager.CURRENT)
    return value


def forget_links(stage: Preview, say: Say) -> None:
    if one_off.run(stage, ("revoke_sign_in",), say).exit_code:
        raise DeliveryError(
            f"{stage.name} may still accept links to sign in that nobody has used.",
            "They expire after 4 hours. Merge main into it if its code is older than this command.",
        )

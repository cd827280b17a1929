"""The addresses and passwords of a preview, printed for one person and written nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from delivery.aws import lambda_functions, secretsmanager
from delivery.preview import invitation
from delivery.preview.settings import ADMIN, OF_ADMIN, OF_VISITORS, SECRETS
from delivery.tools import basic_auth
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import Preview


@dataclass(frozen=True, slots=True)
class Opening:
    """``user`` and ``password`` are for the whole preview. The admin then has its own.

    ``link`` signs a reviewer in once, ``until`` then.
    """

    site: str
    user: str
    password: str
    admin: str
    admin_user: str
    admin_password: str
    link: str = ""
    until: str = ""


def opening(stage: Preview, say: Say) -> Opening:
    """Raises DeliveryError if the preview does not exist or is not complete."""
    site = (lambda_functions.tags(stage.function) or {}).get("itg:site", "")
    password, admin_password = (
        secretsmanager.read(stage.secret(name)) for name in (OF_VISITORS, OF_ADMIN)
    )
    if not site or not password or not admin_password:
        raise DeliveryError(
            f"There is no preview of pull request {stage.number}, or it is not complete.",
            f"`{PROGRAM} preview deploy {stage.number}` creates or completes it.",
        )
    admin = f"{lambda_functions.ensure_url(stage.function)}/admin/"
    opened = Opening(site, basic_auth.USER, password, admin, ADMIN, admin_password)
    try:
        made = invitation.make(stage, say)
    except DeliveryError as error:
        say(f"Warning: {error.message} {error.remedy}")
        return opened
    return replace(opened, link=made.link, until=str(made))


def told_lines(stage: Preview, lines: Iterable[str]) -> tuple[list[str], list[str]]:
    """Lines for readers without access, and the preview's secrets, which must be hidden in them.

    If the secrets cannot be read, there are no lines.
    """
    try:
        found = [secretsmanager.read(stage.secret(variable)) for variable in SECRETS]
    except DeliveryError:
        return [], []
    return list(lines), [secret for secret in found if secret]

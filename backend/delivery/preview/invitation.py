"""A link that signs a reviewer in to a preview, once.

The token is made here. The preview gets only its digest, so the token is in no log.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from delivery.aws import lambda_functions
from delivery.run import one_off
from delivery.tools import github_api
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import Preview

MINUTES: Final = 240
PAGE: Final = "/preview/sign-in/"


@dataclass(frozen=True, slots=True)
class Invitation:
    """``link`` works once, until then."""

    link: str
    until: datetime

    def __str__(self) -> str:
        return f"{self.until:%H:%M} UTC on {self.until:%d %B}"


def make(stage: Preview, say: Say) -> Invitation:
    """Raises DeliveryError if the preview is missing, or if its code is too old for such links."""
    token = secrets.token_urlsafe(32)
    until = datetime.now(UTC) + timedelta(minutes=MINUTES)
    digest = sha256(token.encode()).hexdigest()
    words = ("allow_sign_in", digest, "--minutes", str(MINUTES))
    if one_off.run(stage, words, say).exit_code:
        raise DeliveryError(
            f"{stage.name} did not accept a sign-in link.",
            f"Its log says why: {stage.log_group}. If the preview's code is older than "
            "sign-in links, merge main into it.",
        )
    return Invitation(f"{lambda_functions.ensure_url(stage.function)}{PAGE}#{token}", until)


def may_be_told() -> bool:
    """Whether only members of the project can read the repository's comments."""
    return github_api.is_configured() and bool(github_api.ask("GET", "")["private"])

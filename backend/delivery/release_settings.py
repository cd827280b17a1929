"""What a release is given, and whether that is all it takes; asked before anything happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from delivery import release_permissions, smoke, task_definition
from delivery.answers import is_address
from delivery.aws import identity, permissions, secret_versions
from delivery.config import region
from delivery.errors import DeliveryError
from delivery.stages import PRODUCTION, Stage

STAGE: Final = Stage(PRODUCTION)
ADDRESSES: Final = ("API_BASE_URL", "FRONTEND_URL")
NEEDED: Final = (*ADDRESSES, "EXECUTION_ROLE_ARN", "TASK_ROLE_ARN", "RELEASES_BUCKET")
STEADY_SECONDS: Final = 900.0


@dataclass(frozen=True, slots=True)
class Settings:
    """``names`` are delivery's own variables, ``variables`` the backend's."""

    names: Mapping[str, str]
    variables: Mapping[str, str]
    steady_seconds: float = STEADY_SECONDS
    smoke_seconds: float = smoke.WITHIN_SECONDS

    @property
    def bucket(self) -> str:
        """Raises DeliveryError where its name is not set."""
        if not self.names.get("RELEASES_BUCKET"):
            raise DeliveryError(
                "RELEASES_BUCKET not set.", "To find its value: python -m delivery stack list"
            )
        return self.names["RELEASES_BUCKET"]


def check(settings: Settings) -> None:
    """Find everything that a release would miss. Raises DeliveryError that names all of it.

    First what is not set, then the secrets that do not exist, then what the caller may not do.
    """
    refuse_missing(settings)
    render(f"{STAGE.repository}@sha256:{'0' * 64}", settings, expected_secrets(settings))
    refuse_forbidden(settings)


def refuse_missing(settings: Settings) -> None:
    known = {**settings.variables, **settings.names}
    missing = [name for name in NEEDED if not known.get(name)]
    if missing:
        raise DeliveryError(
            f"{', '.join(missing)} not set.",
            "Set them as variables of the production environment: python -m delivery stack list",
        )
    wrong = [name for name in ADDRESSES if not is_address(known[name])]
    if wrong:
        raise DeliveryError(
            f"{' and '.join(wrong)} must be whole addresses.",
            "Write them as in https://api.innovatetogrow.com.",
        )


def refuse_forbidden(settings: Settings) -> None:
    caller = identity.caller()
    account = caller.split(":")[4]
    refused = permissions.refused(
        caller, release_permissions.needs(STAGE, region(), account, settings.names)
    )
    if refused:
        raise DeliveryError(
            f"{caller} may not do what a release does: {'; '.join(refused)}.",
            "Give its role these permissions in container/infrastructure/access.yaml.",
        )


def given_secrets(settings: Settings) -> dict[str, str]:
    """Secrets whose values this environment holds."""
    return {
        name: settings.variables[name]
        for name in task_definition.SECRETS
        if settings.variables.get(name)
    }


def expected_secrets(settings: Settings) -> dict[str, str]:
    """References as they will be once the given secrets are written: enough to see what lacks."""
    return dict.fromkeys(given_secrets(settings), "arn:to-be-written") | secrets_held()


def secrets_held() -> dict[str, str]:
    return secret_versions.arns(STAGE, task_definition.SECRETS)


def render(image: str, settings: Settings, secrets: Mapping[str, str]) -> dict[str, Any]:
    names = {**settings.names, "AWS_REGION": region()}
    template = task_definition.read_template()
    return task_definition.render(template, image, names, settings.variables, secrets)

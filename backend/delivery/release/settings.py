"""What a release is given: variables, secrets, deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from delivery.aws import secret_versions
from delivery.release import task_definition
from delivery.smoke import probes
from delivery.tools.config import region
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION

ADDRESSES: Final = ("API_BASE_URL", "FRONTEND_URL")
# The bucket is private, so static files are served by the domain in front of it alone.
NEEDED: Final = (
    *ADDRESSES,
    "AWS_S3_CUSTOM_DOMAIN",
    "EXECUTION_ROLE_ARN",
    "TASK_ROLE_ARN",
    "RELEASES_BUCKET",
)
STEADY_SECONDS: Final = 900.0


@dataclass(frozen=True, slots=True)
class Settings:
    """``names`` are delivery's own variables, ``variables`` the backend's."""

    names: Mapping[str, str]
    variables: Mapping[str, str]
    steady_seconds: float = STEADY_SECONDS
    smoke_seconds: float = probes.WITHIN_SECONDS

    @property
    def bucket(self) -> str:
        """Raises DeliveryError where its name is not set."""
        if not self.names.get("RELEASES_BUCKET"):
            raise DeliveryError(
                "RELEASES_BUCKET not set.", "To find its value: python -m delivery stack list"
            )
        return self.names["RELEASES_BUCKET"]


def given_secrets(settings: Settings) -> dict[str, str]:
    """Secrets whose values this environment holds."""
    return {
        name: settings.variables[name]
        for name in task_definition.SECRETS
        if settings.variables.get(name)
    }


def secrets_held() -> dict[str, str]:
    """ARNs of the secrets that there are, by variable."""
    return secret_versions.arns(PRODUCTION, task_definition.SECRETS)


def render(image: str, settings: Settings, secrets: Mapping[str, str]) -> dict[str, Any]:
    names = {**settings.names, "AWS_REGION": region()}
    template = task_definition.read_template()
    return task_definition.render(template, image, names, settings.variables, secrets)

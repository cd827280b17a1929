"""What a release is given: variables, secrets, deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from delivery.release import secrets, task_definition
from delivery.smoke import probes
from delivery.tools.config import region
from delivery.tools.errors import DeliveryError

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


@dataclass(frozen=True)
class Settings:
    """``names`` are delivery's own variables, ``variables`` the backend's."""

    names: Mapping[str, str]
    variables: Mapping[str, str]
    steady_seconds: float = STEADY_SECONDS
    smoke_seconds: float = probes.WITHIN_SECONDS

    @cached_property
    def secrets(self) -> secrets.ReleaseSecrets:
        """Those that there are, asked for once."""
        return secrets.look_up(task_definition.SECRETS)

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


def render(image: str, settings: Settings, references: Mapping[str, str]) -> dict[str, Any]:
    names = {**settings.names, "AWS_REGION": region()}
    template = task_definition.read_template()
    return task_definition.render(template, image, names, settings.variables, references)

"""The input of a release: variables, secrets, deadlines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from delivery.release import secrets, task_definition
from delivery.smoke import probes
from delivery.tools import config
from delivery.tools.errors import PROGRAM, DeliveryError

ADDRESSES: Final = ("API_BASE_URL", "FRONTEND_URL")
# The bucket is private, so only the domain in front of it serves static files.
NEEDED: Final = (
    *ADDRESSES,
    "AWS_S3_CUSTOM_DOMAIN",
    "EXECUTION_ROLE_ARN",
    "TASK_ROLE_ARN",
    "RELEASES_BUCKET",
)
STEADY_SECONDS: Final = 900.0


@dataclass(frozen=True)
class ReleaseSettings:
    """``variables`` is the whole environment, with the backend's variables. Roles are ARNs.

    An empty value is not set. Preflight reports it together with the other faults.
    """

    variables: Mapping[str, str]
    region: str
    execution_role: str
    task_role: str
    releases_bucket: str
    steady_seconds: float = STEADY_SECONDS
    smoke_seconds: float = probes.WITHIN_SECONDS
    accepted: tuple[str, ...] = ()  # names of findings that are intended

    @classmethod
    def read(
        cls,
        environ: Mapping[str, str],
        *,
        steady_seconds: float = STEADY_SECONDS,
        smoke_seconds: float = probes.WITHIN_SECONDS,
        accepted: Sequence[str] = (),
    ) -> "ReleaseSettings":
        return cls(
            environ,
            config.region(environ),
            config.text("EXECUTION_ROLE_ARN", environ),
            config.text("TASK_ROLE_ARN", environ),
            config.text("RELEASES_BUCKET", environ),
            steady_seconds,
            smoke_seconds,
            tuple(accepted),
        )

    @property
    def placeholders(self) -> dict[str, str]:
        """Values for the placeholders of the task definition's template."""
        return {
            "AWS_REGION": self.region,
            "EXECUTION_ROLE_ARN": self.execution_role,
            "TASK_ROLE_ARN": self.task_role,
        }

    @cached_property
    def secrets(self) -> secrets.ReleaseSecrets:
        """The secrets that exist. AWS is asked only once."""
        return secrets.look_up(task_definition.SECRETS)

    @property
    def bucket(self) -> str:
        """The bucket's name. Raises DeliveryError if it is not set."""
        if not self.releases_bucket:
            raise DeliveryError(
                "RELEASES_BUCKET is not set.", f"To find its value: {PROGRAM} stack list"
            )
        return self.releases_bucket


def given_secrets(settings: ReleaseSettings) -> dict[str, str]:
    """Secrets whose values this environment holds."""
    return {
        name: settings.variables[name]
        for name in task_definition.SECRETS
        if settings.variables.get(name)
    }


def render(image: str, settings: ReleaseSettings, references: Mapping[str, str]) -> dict[str, Any]:
    return task_definition.render(
        task_definition.read_template(),
        image,
        settings.placeholders,
        settings.variables,
        references,
    )

"""A stage, and every name that follows from its own."""

import re
from dataclasses import dataclass
from typing import Final

from delivery.tools.errors import DeliveryError

PRODUCTION: Final = "production"
TAG: Final = "itg:preview"
PROJECT: Final = "itg-backend"
PREVIEWS: Final = f"{PROJECT}-pr-"  # how the name of every preview's function begins
PREVIEW: Final = re.compile(r"pr-([1-9]\d{0,5})")
OWNED: Final = re.compile(r"(?:^|[/-])(pr-[1-9]\d{0,5})(?:/|$)")


@dataclass(frozen=True, slots=True)
class Stage:
    """``production``, which is an ECS service, or ``pr-N``, which is a Lambda function."""

    name: str

    @classmethod
    def named(cls, name: str) -> "Stage":
        """Raises DeliveryError for a name that no stage has."""
        if name != PRODUCTION and not PREVIEW.fullmatch(name):
            raise DeliveryError(
                f'There is no stage "{name}".', 'Name "production" or a preview, such as "pr-42".'
            )
        return cls(name)

    @classmethod
    def preview(cls, number: str) -> "Stage":
        """Of a pull request's number. Raises DeliveryError where it is none."""
        if not PREVIEW.fullmatch(f"pr-{number}"):
            raise DeliveryError(
                f'"{number}" is not the number of a pull request.', "Type it as in: preview list."
            )
        return cls(f"pr-{number}")

    @classmethod
    def owning(cls, name: str) -> "Stage | None":
        """The preview whose name that one holds, as ``itg-backend-pr-42`` holds ``pr-42``."""
        found = OWNED.search(name)
        return cls(found[1]) if found else None

    @property
    def is_production(self) -> bool:
        return self.name == PRODUCTION

    @property
    def number(self) -> int:
        """Of a preview's pull request."""
        return int(self.name.removeprefix("pr-"))

    # Production's, as container/infrastructure names them
    cluster = "itg-backend-cluster"
    service = "itg-backend-service"
    family = "itg-backend"
    container = "backend"
    repository = "itg-backend"

    @property
    def log_group(self) -> str:
        """Of ECS, ours to name; of Lambda, AWS's."""
        return f"/itg/{self.name}/backend" if self.is_production else f"/aws/lambda/{self.function}"

    @property
    def function(self) -> str:
        """Zappa's: the project, then the stage."""
        return f"{PROJECT}-{self.name}"

    @property
    def audit_group(self) -> str:
        """One for all previews: who destroys a preview does not destroy the lines about it."""
        return f"/itg/{PRODUCTION if self.is_production else 'previews'}/audit"

    # A preview's alone

    @property
    def role(self) -> str:
        return self.function

    @property
    def database(self) -> str:
        """And its role's name."""
        return self.name.replace("-", "_")

    @property
    def prefix(self) -> str:
        """Of its objects, in each bucket that previews share."""
        return f"{self.name}/"

    @property
    def branch(self) -> str:
        """Of the previews' Amplify app."""
        return self.name

    @property
    def tags(self) -> dict[str, str]:
        return {TAG: self.name}

    def secret(self, variable: str) -> str:
        """Name of a variable's secret in Secrets Manager."""
        return f"itg/{self.name}/{variable}"


PROVISIONER: Final = Stage("preview-provisioner")

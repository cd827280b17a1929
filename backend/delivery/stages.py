"""A stage, and every name that follows from its own."""

import re
from dataclasses import dataclass
from typing import Final

from delivery.errors import DeliveryError

PRODUCTION: Final = "production"
PREVIEW: Final = re.compile(r"pr-([1-9]\d{0,5})")


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

    @property
    def is_production(self) -> bool:
        return self.name == PRODUCTION

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
        return f"itg-backend-{self.name}"

    def secret(self, variable: str) -> str:
        """Name of a variable's secret in Secrets Manager."""
        return f"itg/{self.name}/{variable}"

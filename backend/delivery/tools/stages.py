"""The stages as types, and every name that follows from a stage's own."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final

from delivery.tools.errors import PROGRAM, DeliveryError

TAG: Final = "itg:preview"
PROJECT: Final = "itg-backend"
PREVIEWS: Final = f"{PROJECT}-pr-"  # how the name of every preview's function begins
NUMBER: Final = re.compile(r"[1-9]\d{0,5}")
PREVIEW: Final = re.compile(rf"pr-({NUMBER.pattern})")
OWNED: Final = re.compile(rf"(?:^|[/-])pr-({NUMBER.pattern})(?:/|$)")


class Stage(ABC):
    """A named target of delivery. Its subclasses are the stages that there are."""

    @property
    @abstractmethod
    def name(self) -> str: ...

    @property
    @abstractmethod
    def log_group(self) -> str: ...

    def secret(self, variable: str) -> str:
        """Name of a variable's secret in Secrets Manager."""
        return f"itg/{self.name}/{variable}"


class Production(Stage):
    """An ECS service, named as in container/infrastructure."""

    name = "production"
    log_group = "/itg/production/backend"
    audit_group = "/itg/production/audit"
    cluster = "itg-backend-cluster"
    service = "itg-backend-service"
    family = "itg-backend"
    container = "backend"
    repository = "itg-backend"
    missing = f"Create it with `{PROGRAM} stack deploy service`."


class FunctionStage(Stage):
    """A Lambda function that Zappa deploys."""

    @property
    def function(self) -> str:
        """Zappa's name for it: the project, then the stage."""
        return f"{PROJECT}-{self.name}"

    @property
    def log_group(self) -> str:
        """AWS's name for it."""
        return f"/aws/lambda/{self.function}"

    @property
    def zappa_stage(self) -> str:
        """The stage in Zappa's settings, whose names have no hyphens."""
        return self.name.replace("-", "_")

    @property
    def prefix(self) -> str:
        """Of its objects, in each bucket that functions share."""
        return f"{self.name}/"


class Provisioner(FunctionStage):
    """The function that makes and checks the previews' databases."""

    name = "preview-provisioner"


@dataclass(frozen=True)
class Preview(FunctionStage):
    """The environment of one pull request, by its number."""

    number: int

    # One for all previews: who destroys a preview does not destroy the lines about it.
    audit_group = "/itg/previews/audit"

    @classmethod
    def of_pull_request(cls, number: str) -> "Preview":
        """Raises DeliveryError where it is not a pull request's number."""
        if not NUMBER.fullmatch(number):
            raise DeliveryError(
                f'"{number}" is not the number of a pull request.',
                "Write only its digits, such as 42.",
            )
        return cls(int(number))

    @classmethod
    def named(cls, name: str) -> "Preview | None":
        """The preview of that name, such as ``pr-42``; None where it is another name."""
        found = PREVIEW.fullmatch(name)
        return cls(int(found[1])) if found else None

    @classmethod
    def owning(cls, name: str) -> "Preview | None":
        """The preview whose name that one holds, as ``itg-backend-pr-42`` holds ``pr-42``."""
        found = OWNED.search(name)
        return cls(int(found[1])) if found else None

    @property
    def name(self) -> str:
        return f"pr-{self.number}"

    @property
    def role(self) -> str:
        return self.function

    @property
    def database(self) -> str:
        """And its role's name."""
        return self.zappa_stage

    @property
    def branch(self) -> str:
        """Of the previews' Amplify app."""
        return self.name

    @property
    def tags(self) -> dict[str, str]:
        return {TAG: self.name}


PRODUCTION: Final = Production()
PROVISIONER: Final = Provisioner()


def parse(name: str) -> Production | Preview:
    """The stage that an operator names. Raises DeliveryError where there is no such stage."""
    if name == PRODUCTION.name:
        return PRODUCTION
    if preview := Preview.named(name):
        return preview
    raise DeliveryError(
        f'There is no stage "{name}".', 'Write "production", or a preview such as "pr-42".'
    )

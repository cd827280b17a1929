"""A preview, and the names on the server that follow from its own."""

import re
from dataclasses import dataclass
from typing import Final

from provisioner.errors import ProvisionerError

PREVIEW: Final = re.compile(r"pr-([1-9]\d{0,5})")
OWNED: Final = r"^pr_([1-9]\d{0,5})(_new|_checked|_checker)?$"  # as PostgreSQL reads it

TEMPLATE: Final = "itg_template"
TEMPLATE_NEW: Final = "itg_template_new"
TEMPLATE_OLD: Final = "itg_template_old"
TEMPLATE_OWNER: Final = "itg_template_owner"


@dataclass(frozen=True, slots=True)
class PreviewNames:
    """Of one pull request."""

    number: int

    @classmethod
    def named(cls, name: str) -> "PreviewNames":
        """Raises ProvisionerError for any name but ``pr-N``."""
        found = PREVIEW.fullmatch(name)
        if not found:
            raise ProvisionerError(f'There is no preview "{name[:40]}". Give a name such as pr-42.')
        return cls(int(found[1]))

    @property
    def name(self) -> str:
        return f"pr-{self.number}"

    @property
    def database(self) -> str:
        return f"pr_{self.number}"

    @property
    def role(self) -> str:
        return self.database

    @property
    def unfinished(self) -> str:
        """The database while it is made."""
        return f"{self.database}_new"

    @property
    def checked(self) -> str:
        """The copy that main's code is tried on."""
        return f"{self.database}_checked"

    @property
    def checker(self) -> str:
        """The role that main's code signs in to the copy as."""
        return f"{self.database}_checker"

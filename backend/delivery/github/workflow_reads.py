"""What the workflows read from GitHub: variables and secrets, by the environment of their jobs.

https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from core.variables import VARIABLES
from delivery.preview import settings as preview_settings
from delivery.provisioner import settings as provisioner_settings
from delivery.release import settings as release_settings
from delivery.tools.checkout import ROOT
from delivery.tools.errors import DeliveryError

FOLDER: Final = ROOT / ".github" / "workflows"
READ: Final = re.compile(r"\b(vars|secrets)\.(\w+)(\s*\|\|\s*')?")
REPOSITORY: Final = ""  # what no job's environment gives
KEYS: Final = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
GIVEN: Final = frozenset({"GITHUB_TOKEN"})  # by GitHub itself
# The stack `data` makes these. A secret of that name on GitHub would replace what it made.
MADE: Final = frozenset({"DB_PASSWORD", "DJANGO_SECRET_KEY", "REDIS_URL"})
REQUIRED: Final = (
    {row.name for row in VARIABLES if "prod" in row.required_in}
    | {*release_settings.NEEDED, *preview_settings.NEEDED, *provisioner_settings.NEEDED}
    | {"AMPLIFY_APP_ID", "AWS_ROLE_ARN", "AWS_SITE_ROLE_ARN"}
) - MADE


@dataclass
class Reads:
    """Names that are read. One may be in both: the workflow then takes the first that is set.

    For those of ``defaults`` the workflow itself has a value.
    """

    variables: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)
    defaults: set[str] = field(default_factory=set)

    @property
    def required(self) -> set[str]:
        """Without these the environment's jobs fail."""
        return ((self.variables | self.secrets) & REQUIRED) - self.defaults


def by_environment(folder: Path = FOLDER) -> dict[str, Reads]:
    """What is read in each environment, and in none. Raises DeliveryError for a broken workflow."""
    found: dict[str, Reads] = defaultdict(Reads, {REPOSITORY: Reads()})
    for path in sorted(folder.glob("*.yml")):
        for job in jobs(path):
            name = environment_of(job)
            # A job's condition is decided before its environment is known.
            note(found[REPOSITORY], job.get("if", ""))
            note(found[name], {key: value for key, value in job.items() if key != "if"})
    return dict(found)


def jobs(path: Path) -> list[Mapping[str, Any]]:
    try:
        return list(yaml.safe_load(path.read_text())["jobs"].values())
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise DeliveryError(f"{path} cannot be read: {error}", "Restore it from git.") from error


def environment_of(job: Mapping[str, Any]) -> str:
    found = job.get("environment", REPOSITORY)
    return str(found["name"] if isinstance(found, dict) else found)


def note(reads: Reads, part: object) -> None:
    for kind, name, default in READ.findall(json.dumps(part)):
        if name not in GIVEN:
            (reads.variables if kind == "vars" else reads.secrets).add(name)
        if default:
            reads.defaults.add(name)

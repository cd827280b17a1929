"""The only reader of ``os.environ``: variables by the rules of their table, ``core.variables``.

Imports only the standard library, so that the delivery may read the table too.
"""

import os
import re
from collections.abc import Mapping
from typing import Any, Final

from core.variables import VARIABLES

SECRET_ARN: Final = re.compile(r"arn:aws[a-z-]*:(secretsmanager|ssm):")


class InvalidEnvironment(Exception):
    """Variables are missing or malformed. The message names every one and shows no value."""

    def __init__(self, settings: str, missing: list[str], malformed: list[str]) -> None:
        self.missing, self.malformed = missing, malformed
        faults = [f"{name} is missing" for name in missing] + malformed
        super().__init__(
            f"The environment variables are not valid for core.settings.{settings}: "
            f"{'; '.join(faults)}. Set these variables; .env.example describes each."
        )


def load(settings: str, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Parsed values by variable name, for ``core.settings.<settings>``.

    Raises InvalidEnvironment once, with every missing and every malformed variable.
    """
    values: dict[str, Any] = {}
    missing, malformed = [], []
    for variable in VARIABLES:
        if variable.reader != "backend":
            continue
        raw = variable.raw(settings, environ)
        if not raw and settings in variable.required_in:
            missing.append(variable.name)
            continue
        try:
            values[variable.name] = variable.parse(raw)
        except ValueError as fault:
            malformed.append(f"{variable.name} must be {fault}")
    if missing or malformed:
        raise InvalidEnvironment(settings, missing, malformed)
    return values


def choose_settings(default: str) -> None:
    """Make ``core.settings.<default>`` the settings, unless DJANGO_SETTINGS_MODULE names others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"core.settings.{default}")


def chosen_settings() -> str:
    """The last part of DJANGO_SETTINGS_MODULE: dev, ci, prod, preview or provisioner."""
    return os.environ.get("DJANGO_SETTINGS_MODULE", "core.settings.dev").rpartition(".")[2]


def stage(environ: Mapping[str, str] = os.environ) -> str:
    """The name of this environment, known before and without any settings."""
    return next(row.raw("", environ) for row in VARIABLES if row.name == "STAGE")


def secret_references(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """ARNs by the name of the secret variable that holds one in place of its value."""
    raw = {row.name: row.raw("", environ) for row in VARIABLES if row.secret}
    return {name: text for name, text in raw.items() if SECRET_ARN.match(text)}


def given_secrets(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Names of the secret variables that are set here, whatever their values."""
    return sorted(row.name for row in VARIABLES if row.secret and environ.get(row.name, "").strip())


def set_variables(values: Mapping[str, str]) -> None:
    """For this process and the commands it starts."""
    os.environ.update(values)


def of_children(**changes: str) -> dict[str, str]:
    """The environment of a command that this process starts."""
    return {**os.environ, **changes}


def example_file() -> str:
    """The text of .env.example: every variable with its meaning and default, secrets empty.

    A default is a comment, because the one of production is not right for a copy on a laptop.
    """
    blocks = [
        "# Every variable of the backend and of the site's build. A line such as #NAME=TEXT shows\n"
        "# the default when deployed. To use a copy: set -a; . ./.env; set +a"
    ]
    for variable in VARIABLES:
        notes = [variable.meaning]
        notes += ["Required when deployed"] if variable.required_in else []
        notes += [f"Example: {variable.example}"] if variable.example else []
        mark = "#" if variable.default else ""
        blocks.append(f"# {'. '.join(notes)}\n{mark}{variable.name}={variable.default}")
    return "\n\n".join(blocks) + "\n"

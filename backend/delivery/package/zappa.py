"""Zappa, run as a subprocess on settings made for one build."""

import json
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from core.variables import SECRETS
from delivery.tools import config, programs
from delivery.tools.checkout import ROOT
from delivery.tools.config import environment
from delivery.tools.errors import DeliveryError

STAGE: Final = "preview"
BACKEND: Final = ROOT / "backend"
PLACEHOLDER: Final = re.compile(r"^\$\{(\w+)\}$")
ERROR: Final = re.compile(r"^[\w.]+(?:Error|Exception|Exit)\w*: .+$", re.M)
WITHIN_SECONDS: Final = 600
NO_UPDATE_CHECK: Final = "--json"  # with it Zappa does not look for newer versions of itself

Values = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Account:
    """Values of an AWS account for the functions' settings. Empty: not set."""

    region: str
    packages_bucket: str
    subnets: list[str]
    security_groups: list[str]

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Account":
        return cls(
            config.region(environ),
            config.text("PREVIEW_PACKAGES_BUCKET", environ),
            config.words("PREVIEW_SUBNET_IDS", environ),
            config.words("PREVIEW_SECURITY_GROUP_IDS", environ),
        )

    def values(self, role: str = "") -> Values:
        """Values for the placeholders in zappa_settings.json. ``role`` is an ARN."""
        found: Values = {
            "AWS_REGION": self.region,
            "PREVIEW_ROLE_ARN": role,
            "PREVIEW_PACKAGES_BUCKET": self.packages_bucket,
            "PREVIEW_SUBNET_IDS": self.subnets,
            "PREVIEW_SECURITY_GROUP_IDS": self.security_groups,
        }
        return {name: value for name, value in found.items() if value}


def read_settings(path: Path) -> dict[str, dict[str, Any]]:
    """The stages of a settings file. Raises DeliveryError if a stage contains a secret."""
    try:
        stages = {name: dict(stage) for name, stage in dict(json.loads(path.read_text())).items()}
    except (OSError, ValueError, TypeError) as error:
        raise DeliveryError(f"{path} cannot be read: {error}", "Restore it from git.") from error
    for name, stage in stages.items():
        refuse_secrets(name, stage)
    return stages


def refuse_secrets(name: str, stage: Mapping[str, Any]) -> None:
    """Zappa writes ``environment_variables`` into the zip as plain text."""
    if stage.get("environment_variables"):
        raise DeliveryError(
            f'Stage "{name}" has environment_variables, which Zappa writes into the zip '
            "as plain text.",
            "Move them to aws_environment_variables in zappa_settings.json.",
        )
    for variable, value in stage.get("aws_environment_variables", {}).items():
        if variable in SECRETS and not str(value).startswith("arn:"):
            raise DeliveryError(
                f'Stage "{name}" contains the value of {variable}, which is a secret.',
                "Replace it by the ARN of the secret, in zappa_settings.json.",
            )


def render_stage(stage: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """The stage with each ``${NAME}`` replaced by its value. Keys without a value are left out."""
    rendered: dict[str, Any] = {}
    for key, value in stage.items():
        placeholder = PLACEHOLDER.match(value) if isinstance(value, str) else None
        if isinstance(value, dict):
            if filled := render_stage(value, values):
                rendered[key] = filled
        elif placeholder is None:
            rendered[key] = value
        elif placeholder[1] in values:
            rendered[key] = values[placeholder[1]]
    return rendered


def package(settings: Path, project: Path, runtime: Path, home: Path) -> Path:
    """Let Zappa build the zip from the folder ``project`` and the virtual environment ``runtime``.

    Zappa does not get this process's environment, so nothing of it can get into the zip.
    """
    made = home / "zappa.zip"
    programs.run(
        [beside_python("zappa"), "package", STAGE, "-s", settings, "-o", made, NO_UPDATE_CHECK],
        doing="Packaging with Zappa",
        remedy="Run `make package` again.",
        within=WITHIN_SECONDS,
        cwd=project,
        environment={
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "VIRTUAL_ENV": str(runtime),
            "HOME": str(home),
            "TMPDIR": str(home),
            "USER": "delivery",
            "AWS_EC2_METADATA_DISABLED": "true",
        },
    )
    return made


def settings_of(
    base: Mapping[str, Any], name: str, values: Values, tags: Mapping[str, str]
) -> dict[str, Any]:
    """The stages for a settings file: ``preview``, and the named stage, which extends it.

    Zappa accepts no hyphen in a stage's name. In the function's name it turns ``_`` into a hyphen.
    """
    return {
        STAGE: render_stage(base, values),
        name: {
            "extends": STAGE,
            "callbacks": {"settings": "delivery.package.zappa_hooks.keep_function_url"},
            "tags": dict(tags),
        },
    }


def put(stages: Mapping[str, Any], name: str, package: str, update: bool) -> None:
    """Deploy the package, ``s3://BUCKET/KEY``, as the stage's function, or update the function.

    The settings file exists only during this call, and only this user can read it.
    """
    with tempfile.TemporaryDirectory(prefix="itg-zappa-") as folder:  # mode 0700
        settings = Path(folder) / "zappa_settings.json"
        settings.write_text(json.dumps(stages, indent=2))
        programs.run(
            [
                *(beside_python("zappa"), "update" if update else "deploy", name),
                *("-s", settings, "--zip", package, NO_UPDATE_CHECK),
            ],
            doing=f"Zappa {'updating' if update else 'deploying'} {name}",
            remedy="Run the command again. It continues where it stopped.",
            within=WITHIN_SECONDS,
            cwd=Path(folder),
            environment={
                **{name: text for name, text in environment().items() if name.startswith("AWS_")},
                "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
                "HOME": environment().get("HOME", folder),
                "PYTHONPATH": str(BACKEND),
                "TMPDIR": folder,
            },
            gist=fault,
        )


def fault(output: str) -> str:
    """The error in Zappa's output, without its trace and its request to report a bug."""
    found = ERROR.findall(output)
    return str(found[-1]) if found else programs.last_lines(output)


def beside_python(program: str) -> Path:
    """The path of a program in delivery's own virtual environment."""
    found = Path(sys.executable).with_name(program)
    if not found.exists():
        raise DeliveryError(
            f"{program} is not installed beside {sys.executable}.",
            "Run `make package`, which installs requirements-delivery.txt, or install it here.",
        )
    return found

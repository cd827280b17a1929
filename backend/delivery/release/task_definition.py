"""Production's ECS task definition: the template, one image, and the table of variables.

Pure: values from AWS are arguments. Secrets are references, never values.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from core.environment import InvalidEnvironment, load
from core.variables import VARIABLES
from delivery.tools.checkout import ROOT
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION

TEMPLATE: Final = ROOT / "container" / "task-definition.json"
DIGEST: Final = re.compile(r"[\w.:/-]+@sha256:[0-9a-f]{64}")
PLACEHOLDER: Final = re.compile(r"\$\{(\w+)\}")
# The task role gives credentials, and the image knows its own version.
NOT_GIVEN: Final = frozenset({"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "APP_VERSION"})
ROWS: Final = tuple(
    row for row in VARIABLES if row.reader == "backend" and row.name not in NOT_GIVEN
)
SECRETS: Final = frozenset(row.name for row in ROWS if row.secret)
# An optional secret may have to look like something, which its reference does not.
REQUIRED: Final = frozenset(row.name for row in ROWS if row.secret and "prod" in row.required_in)


def render(
    template: Mapping[str, Any],
    image: str,
    names: Mapping[str, str],
    variables: Mapping[str, str],
    secrets: Mapping[str, str],
) -> dict[str, Any]:
    """The document that RegisterTaskDefinition takes.

    ``names`` fill the template's other placeholders; of ``variables`` those of the table that are
    set become the container's environment; ``secrets`` are references by variable: ARNs, of which
    some go on with a version's label. Raises DeliveryError
    for a tag instead of a digest, a placeholder that nothing fills, a secret written out, and for
    all missing and malformed variables at once.
    """
    refuse_tag(image)
    refuse_literal_secrets(template)
    shown = plain(variables)
    refuse_invalid({**shown, **{name: secrets[name] for name in REQUIRED & secrets.keys()}})
    document: dict[str, Any] = fill(dict(template), {**names, "IMAGE": image})
    container = document["containerDefinitions"][0]
    container["environment"] += [
        {"name": name, "value": value} for name, value in sorted(shown.items())
    ]
    container["secrets"] += [
        {"name": name, "valueFrom": secrets[name]} for name in sorted(SECRETS & secrets.keys())
    ]
    return document


def plain(variables: Mapping[str, str]) -> dict[str, str]:
    """The container's environment: the variables of the table that are set, without secrets."""
    given = {row.name: variables[row.name].strip() for row in ROWS if variables.get(row.name)}
    return {name: value for name, value in given.items() if name not in SECRETS} | {
        "STAGE": PRODUCTION.name
    }


def refuse_tag(image: str) -> None:
    if not DIGEST.fullmatch(image):
        raise DeliveryError(
            f'The image "{image}" has no digest, so its name may mean another image later.',
            "Write it as REPOSITORY@sha256:…, as `docker push` and ECR show it.",
        )


def refuse_literal_secrets(template: Mapping[str, Any]) -> None:
    """Raises DeliveryError if the template has a secret that is not a reference."""
    for container in template["containerDefinitions"]:
        literal = SECRETS & {entry["name"] for entry in container["environment"]}
        literal |= {
            entry["name"]
            for entry in container["secrets"]
            if not str(entry["valueFrom"]).startswith(("arn:", "${"))
        }
        if literal:
            raise DeliveryError(
                "The template of the task definition contains the values of these "
                f"secrets: {', '.join(sorted(literal))}.",
                "Remove them from container/task-definition.json. It refers to secrets by ARN.",
            )


def refuse_invalid(variables: Mapping[str, str]) -> None:
    """Raises one DeliveryError with all faults, by the rules that the backend uses at its start."""
    try:
        load("prod", variables)
    except InvalidEnvironment as fault:
        faults = [f"{name} is missing" for name in fault.missing] + fault.malformed
        raise DeliveryError(
            f"The task definition cannot be rendered: {'; '.join(faults)}.",
            "Set the variables, and write secrets to Secrets Manager as itg/production/NAME.",
        ) from fault


def fill(value: Any, names: Mapping[str, str]) -> Any:
    """The same document with each ``${NAME}`` replaced."""
    if isinstance(value, dict):
        return {key: fill(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, names) for inner in value]
    return (
        PLACEHOLDER.sub(lambda found: named(found[1], names), value)
        if isinstance(value, str)
        else value
    )


def named(placeholder: str, names: Mapping[str, str]) -> str:
    if not names.get(placeholder):
        raise DeliveryError(
            f"The placeholder ${{{placeholder}}} in container/task-definition.json has no value.",
            f"Set the variable {placeholder}, or correct the name in the template.",
        )
    return names[placeholder]


def read_template(path: Path = TEMPLATE) -> dict[str, Any]:
    try:
        template: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise DeliveryError(f"{path} cannot be read: {error}", "Restore it from git.") from error
    return template

"""Lines of the AWS CLI as a document has them, carried out on a stand-in."""

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

ROOT: Final = Path(__file__).parents[1]
SWITCHED_OFF: Final = {"--no-publicly-accessible": "PubliclyAccessible"}
BOOLEANS: Final = {"true": True, "false": False}


def lines(document: str, heading: str) -> list[list[str]]:
    """The words of a section's lines that begin with ``aws``."""
    text = (ROOT / "docs" / document).read_text()
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [shlex.split(line)[1:] for line in section.splitlines() if line.startswith("aws ")]


def carry_out(client: Any, words: list[str], names: Mapping[str, str]) -> Any:
    """As the CLI does it: an option is a parameter. ``names`` has what words in capitals stand for.

    https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
    """
    _, operation, *rest = (names.get(word, word) for word in words if word not in SWITCHED_OFF)
    switched = {name: False for word in words if (name := SWITCHED_OFF.get(word))}
    options = zip(rest[::2], rest[1::2], strict=True)
    known = members(client, operation)
    given = {
        known[camel(name.removeprefix("--")).lower()]: value_of(text) for name, text in options
    }
    if operation == "create-invalidation" and "Paths" in given:
        given["InvalidationBatch"] = batch(given.pop("Paths"))
    return getattr(client, operation.replace("-", "_"))(**given, **switched)


def members(client: Any, operation: str) -> dict[str, str]:
    """The parameters of an operation by their names in small letters: ``DBInstance…`` is one."""
    method = client.meta.method_to_api_mapping[operation.replace("-", "_")]
    shape = client.meta.service_model.operation_model(method).input_shape
    return {name.lower(): name for name in [*shape.members, "Paths", "SourceRegion"]}


def batch(path: str) -> dict[str, Any]:
    """What the CLI makes of ``--paths``.

    https://docs.aws.amazon.com/cli/latest/reference/cloudfront/create-invalidation.html
    """
    return {"Paths": {"Quantity": 1, "Items": [path]}, "CallerReference": str(uuid4())}


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def value_of(text: str) -> Any:
    """JSON, the shorthand ``a=b,c=d``, or a text."""
    if text.startswith("{"):
        return json.loads(text)
    if "=" not in text:
        return text
    pairs = (part.split("=") for part in text.split(","))
    return {name: BOOLEANS.get(value, value) for name, value in pairs}

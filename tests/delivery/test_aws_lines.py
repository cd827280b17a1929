"""Lines of the AWS CLI in documents and messages name operations and options that AWS has."""

import re
from functools import cache
from typing import Any, Final

import botocore.session
import pytest
from botocore import xform_name
from botocore.exceptions import UnknownServiceError

from tests.aws_cli import ROOT, camel
from tests.delivery.test_remedies import SOURCES, texts

LINE: Final = re.compile(r"\baws ([a-z0-9-]+) ([a-z][a-z0-9-]+)((?: --?[^\n`]*)?)")
NAMES: Final = {"s3api": "s3"}  # the CLI's own name of a service
OF_THE_CLI: Final = {("sso", "login"), ("logs", "tail"), ("cloudformation", "wait"), ("s3", "sync")}
# https://docs.aws.amazon.com/cli/latest/reference/#global-options
EVERYWHERE: Final = {"Region", "Profile", "Query", "Output", "EndpointUrl"}
SHORT: Final = {("cloudfront", "create-invalidation"): {"Paths"}}  # for a longer option


def found() -> set[tuple[str, str, str]]:
    documents = [path.read_text() for path in (ROOT / "docs").glob("*.md")]
    messages = [text for path in SOURCES for _, text in texts(path.read_text())]
    return {one for text in (*documents, *messages) for one in LINE.findall(text)}


LINES: Final = sorted(one for one in found() if one[:2] not in OF_THE_CLI)


@cache
def operations(service: str) -> dict[str, Any]:
    """By the CLI's name. Raises UnknownServiceError."""
    model = botocore.session.get_session().get_service_model(NAMES.get(service, service))
    return {
        xform_name(name, "-"): model.operation_model(name).input_shape
        for name in model.operation_names
    }


def wrong(service: str, operation: str, rest: str) -> list[str]:
    try:
        known = operations(service)
    except UnknownServiceError:
        return [f"no service {service}"]
    if operation not in known:
        return [f"{service} has no {operation}"]
    shape = known[operation]
    taken = {name.lower() for name in shape.members} if shape else set()
    taken |= {one.lower() for one in EVERYWHERE | SHORT.get((service, operation), set())}
    # --no-x turns the switch --x off.
    given = [camel(one.removeprefix("no-")).lower() for one in re.findall(r"--([a-z-]+)", rest)]
    return [f"{operation} has no option {one}" for one in given if one not in taken]


@pytest.mark.parametrize("line", LINES, ids=[" ".join(one[:2]) for one in LINES])
def test_aws_has_this_operation_with_these_options(line: tuple[str, str, str]) -> None:
    assert wrong(*line) == []


def test_enough_lines_are_read_and_others_are_refused() -> None:
    assert len(LINES) > 12
    assert wrong("cloudfrond", "create-invalidation", "") == ["no service cloudfrond"]
    assert wrong("ecs", "stop-tasks", "") == ["ecs has no stop-tasks"]
    assert wrong("ecs", "stop-task", " --cluster a --tasks b") == ["stop-task has no option tasks"]

"""Variables, IAM actions, permissions of workflows and resources of stacks that come or go."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from delivery.compare.report import Delivery
from tests.compare.differences import Rows, of_mappings, of_sets

TEMPLATES: Final = "container/infrastructure"
WORKFLOWS: Final = ".github/workflows"


class Template(yaml.CSafeLoader):
    """CloudFormation's short forms, such as !Sub, as plain values."""


def plain(loader: Template, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


Template.add_multi_constructor("!", plain)


def delivery(
    before: Path, after: Path, variables: tuple[set[str], set[str]], rows: Rows
) -> Delivery:
    """Of two checkouts. ``variables``: the names that each side reads."""
    return Delivery(
        variables=rows.first(of_sets(*variables)),
        actions=rows.first(of_sets(actions(before), actions(after))),
        workflow_permissions=rows.first(of_mappings(permissions(before), permissions(after))),
        resources=rows.first(of_mappings(resources(before), resources(after))),
    )


def templates(root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted((root / TEMPLATES).glob("*.yaml")):
        found = yaml.load(path.read_text(), Template)  # noqa: S506 (a safe loader)
        if isinstance(found, dict):
            yield path.name, found.get("Resources") or {}


def resources(root: Path) -> dict[str, str]:
    """Types by file and logical id."""
    return {
        f"{file}: {name}": str(resource.get("Type"))
        for file, found in templates(root)
        for name, resource in found.items()
        if isinstance(resource, dict)
    }


def actions(root: Path) -> set[str]:
    """``file: resource: Allow s3:GetObject on …``"""
    return {
        f"{file}: {name}: {action}"
        for file, found in templates(root)
        for name, resource in found.items()
        for action in statements(resource)
    }


def statements(value: Any) -> Iterator[str]:
    """Of every policy inside, wherever it stands."""
    if isinstance(value, dict):
        if "Effect" in value and ("Action" in value or "NotAction" in value):
            key = "Action" if "Action" in value else "NotAction"
            for action in as_list(value[key]):
                yield f"{value['Effect']} {'' if key == 'Action' else 'all but '}{action}"
        for inner in value.values():
            yield from statements(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from statements(inner)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def permissions(root: Path) -> dict[str, str]:
    """By workflow, job and scope; a job without any has its workflow's."""
    found = {}
    for path in sorted((root / WORKFLOWS).glob("*.yml")):
        workflow = yaml.safe_load(path.read_text())
        own = workflow.get("permissions", "the repository's default")
        for name, job in (workflow.get("jobs") or {}).items():
            for scope, level in scopes(job.get("permissions", own)):
                found[f"{path.name}: {name}: {scope}"] = level
    return found


def scopes(granted: Any) -> list[tuple[str, str]]:
    if isinstance(granted, dict):
        return [(str(scope), str(level)) for scope, level in granted.items()]
    return [("everything", str(granted))]

"""Whether policy documents allow a call, as far as the previews' use IAM's language.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

Document = Mapping[str, Any]


def allowed(
    documents: list[Document], action: str, resource: str, context: Mapping[str, str] | None = None
) -> bool:
    """By every document on its own, as by a role's policy and its boundary; a deny is final."""
    found = [effects(document, action, resource, context or {}) for document in documents]
    return bool(found) and all("Allow" in one and "Deny" not in one for one in found)


def effects(document: Document, action: str, resource: str, context: Mapping[str, str]) -> set[str]:
    return {
        statement["Effect"]
        for statement in document["Statement"]
        if names(statement, "Action", action.lower(), lower=True)
        and names(statement, "Resource", resource)
        and all(holds(kind, rule, context) for kind, rule in statement.get("Condition", {}).items())
    }


def names(statement: Mapping[str, Any], key: str, value: str, *, lower: bool = False) -> bool:
    """Whether the statement's ``key``, or all but its ``NotAction``, covers the value."""
    inverted = f"Not{key}" in statement
    patterns = listed(statement[f"Not{key}" if inverted else key])
    matched = any(
        fnmatchcase(value, literal(pattern.lower() if lower else pattern)) for pattern in patterns
    )
    return matched != inverted


def holds(kind: str, rule: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    """A key that the call does not carry fails the condition."""
    return all(
        key in context and any(meets(kind, context[key], str(want)) for want in listed(wanted))
        for key, wanted in rule.items()
    )


def meets(kind: str, found: str, wanted: str) -> bool:
    if kind in {"StringLike", "ArnLike", "ArnEquals"}:
        return fnmatchcase(found, literal(wanted))
    if kind in {"StringEquals", "Bool"}:
        return found.lower() == wanted.lower() if kind == "Bool" else found == wanted
    raise NotImplementedError(f"the condition {kind} is not evaluated here")


def listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def literal(pattern: str) -> str:
    """fnmatch's brackets mean nothing to IAM."""
    return pattern.replace("[", "[[]")

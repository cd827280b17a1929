"""What is new, gone, or another, within the limits that a report has."""

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import Any, Final

from delivery.compare.report import LONGEST, MOST_ROWS, Amount, Difference

ABSENT: Final = object()


def cut(text: str, longest: int = LONGEST) -> str:
    """Also without halves of characters, which JSON can hold and UTF-8 cannot."""
    text = text.encode(errors="replace").decode()
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


class Rows:
    """Lists that fit into the report, and the count of what did not."""

    def __init__(self) -> None:
        self.left_out = 0

    def first(self, found: Sequence[Any], most: int = MOST_ROWS) -> list[Any]:
        self.left_out += max(0, len(found) - most)
        return list(found[:most])


def difference(kind: str, what: str, before: str = "", after: str = "") -> Difference:
    return Difference.model_validate(
        {"kind": kind, "what": cut(what), "before": cut(before), "after": cut(after)}
    )


def of_sets(before: Set[str], after: Set[str]) -> list[Difference]:
    new = [difference("new", one) for one in sorted(after - before)]
    return new + [difference("gone", one) for one in sorted(before - after)]


def of_mappings(before: Mapping[str, str], after: Mapping[str, str]) -> list[Difference]:
    found = []
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            found.append(difference("new", name, "", after[name]))
        elif name not in after:
            found.append(difference("gone", name, before[name], ""))
        elif before[name] != after[name]:
            found.append(difference("changed", name, before[name], after[name]))
    return found


def of_amounts(before: Mapping[str, int], after: Mapping[str, int]) -> list[Amount]:
    """The largest change first."""
    found = [
        Amount(what=cut(name), before=before.get(name, 0), after=after.get(name, 0))
        for name in sorted(before.keys() | after.keys())
        if before.get(name, 0) != after.get(name, 0)
    ]
    return sorted(found, key=lambda one: -abs(one.after - one.before))


def of_json(before: Any, after: Any, path: str = "$") -> Iterator[Difference]:
    """JSON paths of what differs: https://www.rfc-editor.org/rfc/rfc9535"""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            inner = f"{path}.{key}" if key.isidentifier() else f"{path}[{key!r}]"
            yield from of_json(before.get(key, ABSENT), after.get(key, ABSENT), inner)
    elif isinstance(before, list) and isinstance(after, list):
        for number in range(max(len(before), len(after))):
            one = before[number] if number < len(before) else ABSENT
            other = after[number] if number < len(after) else ABSENT
            yield from of_json(one, other, f"{path}[{number}]")
    elif before is ABSENT:
        yield difference("new", path, "", json.dumps(after, ensure_ascii=False))
    elif after is ABSENT:
        yield difference("gone", path, json.dumps(before, ensure_ascii=False), "")
    elif before != after or type(before) is not type(after):
        yield difference("changed", path, shown(before), shown(after))


def shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

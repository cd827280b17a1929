"""What differs in the OpenAPI document, as api-smart-diff judges it, and in the responses."""

import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from delivery.compare.report import Api, Response
from tests.compare.differences import Rows, cut, difference, of_json, shown
from tests.services.errors import ServiceError

HERE: Final = Path(__file__).parent
KINDS: Final = {"add": "new", "remove": "gone", "replace": "changed", "rename": "changed"}
OF_A_RESPONSE: Final = 20


def api(before: Mapping[str, Any], after: Mapping[str, Any], rows: Rows) -> Api:
    """Of two sides' facts."""
    found = compare_documents(before["openapi"], after["openapi"])
    used = [one for one in found if one["path"][0] != "components" and not is_implied(one, found)]
    breaking = [document_difference(one) for one in used if one["type"] == "breaking"]
    other = [document_difference(one) for one in used if one["type"] != "breaking"]
    return Api(
        breaking=rows.first(breaking),
        other=rows.first(other),
        responses=rows.first([*responses(before["responses"], after["responses"])]),
    )


def compare_documents(before: Any, after: Any) -> list[dict[str, Any]]:
    if before == after:
        return []
    with TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("before.json", "after.json")]
        for file, document in zip(files, (before, after), strict=True):
            file.write_text(json.dumps(document))
        command = ["node", str(HERE / "openapi.mjs"), *map(str, files)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if ended.returncode != 0:
        end = "\n".join(ended.stderr.splitlines()[-5:])
        raise ServiceError(f"The OpenAPI documents could not be compared:\n{end}")
    found: list[dict[str, Any]] = json.loads(ended.stdout)
    return found


def is_implied(one: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> bool:
    """A field that is gone is no longer required either."""
    *schema, key, _ = one["path"] if len(one["path"]) > 1 else [*one["path"], ""]
    if key != "required" or one["action"] not in ("add", "remove"):
        return False
    name = one.get("before" if one["action"] == "remove" else "after")
    field = [*schema, "properties", name]
    return any(other["path"] == field and other["action"] == one["action"] for other in found)


def document_difference(one: Mapping[str, Any]) -> Any:
    """``GET /api/layout/ responses 200 properties site_name``"""
    path = [part for part in one["path"] if part not in ("content", "application/json", "schema")]
    if path[0] == "paths":
        path = [*(part.upper() for part in path[2:3]), *path[1:2], *path[3:]]
    before, after = (shown(one[name]) if name in one else "" for name in ("before", "after"))
    return difference(KINDS[one["action"]], " ".join(path), before, after)


def responses(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Response]:
    """Responses that differ in the same places are one row, which counts the others."""
    alike: dict[tuple[Any, ...], list[str]] = {}
    for address, found in compared(before, after):
        alike.setdefault(tuple((one.kind, one.what) for one in found), []).append(address)
    details = dict(compared(before, after))
    for addresses in alike.values():
        first, more = addresses[0], len(addresses) - 1
        found = details[first]
        address = f"{first} and {more} more" if more else first
        yield Response(address=cut(address), paths=found[:OF_A_RESPONSE])


def compared(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[tuple[str, list[Any]]]:
    for address in sorted(before.keys() | after.keys()):
        one, other = before.get(address), after.get(address)
        if one is None or other is None:
            yield address, [difference("new" if one is None else "gone", "the response")]
        elif one["status"] != other["status"]:
            statuses = (str(one["status"]), str(other["status"]))
            yield address, [difference("changed", "the status", *statuses)]
        elif found := list(of_json(one["body"], other["body"])):
            yield address, found


def differing_pages(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str) -> list[str]:
    """Paths of the pages whose responses differ."""
    found = (address for address, _ in compared(before, after))
    return [address.removeprefix(prefix) for address in found if address.startswith(prefix)]

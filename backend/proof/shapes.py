"""What a response is made of, without its values: lines such as ``body.hero.value.heading: text``.

A list's line stands for all its elements. A JSON object that says its ``type`` has that in its
lines, so that each block of a page has lines of its own.
"""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final
from xml.etree import ElementTree

TYPES: Final = {str: "text", int: "number", float: "number", bool: "yes or no", type(None): "null"}
HEAD: Final = ("title", "seo", "breadcrumbs", "structured_data")  # of a page in the API


class CannotRead(Exception):
    """A body that is not what its content type says."""


def shape(content_type: str, body: bytes) -> frozenset[str]:
    """Raises CannotRead."""
    kind = content_type.partition(";")[0].strip()
    try:
        if kind.endswith("json"):
            return frozenset(of_json("", json.loads(body)))
        if kind.endswith("xml"):
            return frozenset(of_xml(ElementTree.fromstring(body)))  # noqa: S314 (our own server's)
        if kind == "text/html":
            return of_html(body.decode())
        if kind == "text/calendar":
            lines = body.decode().splitlines()
            return frozenset(line.partition(":")[0].partition(";")[0] for line in lines)
    except (ValueError, RecursionError, ElementTree.ParseError) as error:
        raise CannotRead(f"{kind} that cannot be read: {error}") from error
    return frozenset()


def of_json(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        kind = value.get("type")
        here = f"{path}.{kind}" if path and isinstance(kind, str) and "value" in value else path
        yield f"{here or 'document'}: object"
        for key, inner in value.items():
            yield from of_json(f"{here}.{key}".lstrip("."), inner)
    elif isinstance(value, list):
        yield f"{path}: list"
        for inner in value:
            yield from of_json(path, inner)
    else:
        yield f"{path}: {TYPES[type(value)]}"


def of_xml(root: ElementTree.Element, path: str = "") -> Iterator[str]:
    here = f"{path}.{root.tag.rpartition('}')[2]}".lstrip(".")
    yield here
    for child in root:
        yield from of_xml(child, here)


class Tags(HTMLParser):
    """Elements that have a name, and those of the head."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: set[str] = set()
        self.title, self.in_title = "", False
        self.files: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.in_title = tag == "title"
        if tag in {"form", "h1", "main", "title"}:
            self.lines.add(tag)
        if tag in {"input", "button", "meta"} and given.get("name"):
            self.lines.add(f"{tag}.{given['name']}")
        address = given.get("href") if tag == "link" else given.get("src")
        if tag in {"link", "script", "img"} and address:
            self.lines.add(f"{tag}.{given.get('rel') or 'file'}")
            self.files.append(address)

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.title += data.strip()
            self.in_title = False


def tags(text: str) -> Tags:
    found = Tags()
    found.feed(text)
    return found


def of_html(text: str) -> frozenset[str]:
    return frozenset(tags(text).lines)


def head(content_type: str, body: bytes) -> dict[str, Any]:
    """What search engines and shared links show of a page: values by name."""
    if content_type.startswith("text/html"):
        return {"title": tags(body.decode(errors="replace")).title}
    if not content_type.startswith("application/json"):
        return {}
    try:
        page = json.loads(body)
    except ValueError:
        return {}
    if not isinstance(page, dict) or page.get("type") != "page":
        return {}
    found = {name: page.get(name) for name in HEAD}
    seo = found.pop("seo") or {}
    data = [one.get("@type") for one in found["structured_data"] or []]
    steps = [one.get("path") for one in found["breadcrumbs"] or []]
    return {
        **found,
        **{f"seo.{name}": value for name, value in seo.items()},
        "structured_data": data,
        "breadcrumbs": steps,
    }

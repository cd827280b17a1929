"""Run with a side's own code: what its API returns, at how many queries, and what it imports.

`python facts.py OUTPUT` writes JSON. It is one file that imports nothing of the tests, because the
base's code runs it too.
"""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

FIXED = (
    "/api/layout/",
    "/api/search/?q=robot",
    "/api/search/?q=zzzz",
    "/api/projects/",
    "/api/projects/?q=water",
    "/api/events/next/",
    "/api/news/?path=/news/",
    "/sitemap.xml",
    "/feed.xml",
    "/robots.txt",
    "/livez/",
)
TRIES = 3
COUNTED = len(FIXED) + 40  # responses whose queries are counted: those of the first pages


def main(output: str) -> None:
    before = set(sys.modules)
    import core.wsgi  # noqa: F401

    modules = sorted(set(sys.modules) - before)
    paths = paths_of_site()
    addresses = [*FIXED, *(f"/api/pages/?path={quote(path)}" for path in paths)]
    responses = {address: response(address) for address in addresses}  # makes missing renditions
    for address in sheets(responses):
        responses[address] = response(address)
    counted = [*addresses[:COUNTED], *sheets(responses)]
    facts = {
        "modules": modules,
        "paths": paths,
        "responses": responses,
        "queries": {address: queries(address) for address in counted},
        "openapi": openapi(),
        "variables": variables(),
    }
    Path(output).write_text(json.dumps(facts))


@cache
def client() -> Any:
    """One, because each new one loads the middleware again, which reads the site's files."""
    from django.test import Client

    return Client(raise_request_exception=False)


def get(address: str) -> Any:
    return client().get(address, headers={"host": "localhost"})


def paths_of_site() -> list[str]:
    root = ElementTree.fromstring(get("/sitemap.xml").content)  # noqa: S314 (our own)
    return [urlsplit(str(place.text)).path for place in root.iter() if place.tag.endswith("loc")]


def response(address: str) -> dict[str, Any]:
    found = get(address)
    text = found.content.decode(errors="replace")
    is_json = found.headers.get("Content-Type", "").startswith("application/")
    try:
        body = json.loads(text) if is_json else text
    except ValueError:
        body = text
    return {"status": found.status_code, "body": body}


def sheets(responses: dict[str, Any]) -> list[str]:
    """The addresses of the sheets that the pages show."""
    found: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") == "sheet":
                found.update(f"/api/sheets/{key}/" for key in keys(value))
            for inner in value.values():
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    look(responses)
    return sorted(found)


def keys(block: dict[str, Any]) -> list[str]:
    value = block.get("value")
    sheet = value.get("sheet") if isinstance(value, dict) else None
    key = sheet.get("key") if isinstance(sheet, dict) else sheet
    return [key] if isinstance(key, str) else []


def queries(address: str) -> list[int]:
    """Of a response that nothing keeps, and of the same again: the fewest of some tries.

    What a process asks every few seconds, as for the end of maintenance, is no query of a response.
    """
    tries = [once(address) for _ in range(TRIES)]
    return [min(found) for found in zip(*tries, strict=True)]


def once(address: str) -> list[int]:
    from django.core.cache import caches
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for kept in caches.all():
        kept.clear()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            get(address)
        counts.append(len(captured))
    return counts


def openapi() -> Any:
    from django.core.serializers.json import DjangoJSONEncoder

    from api.urls import api

    return json.loads(json.dumps(api.get_openapi_schema(), cls=DjangoJSONEncoder))


def variables() -> list[str]:
    from core.variables import VARIABLES

    return sorted(variable.name for variable in VARIABLES)


if __name__ == "__main__":
    main(sys.argv[1])

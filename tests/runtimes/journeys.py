"""What people do with the site, one request after another, each with what the last one said."""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from django.core import signing

from tests import commands
from tests.runtimes import generated, hostile
from tests.runtimes.exchange import Headers, Request, Response
from tests.runtimes.hostile import SITE
from tests.runtimes.visitor import Visitor

Journey = Callable[[Visitor], None]

FROM_THE_SITE: Final[Headers] = [
    ("Origin", SITE),
    ("Referer", f"{SITE}/"),
    ("Accept-Encoding", "gzip, deflate, br"),
    ("User-Agent", "Mozilla/5.0"),
]
LISTS: Final = (
    *("/api/projects/", "/api/projects/?q=solar", "/api/projects/?semester=fall-2026&sort=title"),
    *("/api/projects/?class=ME&industry=Energy", "/api/projects/?page=2", "/api/projects/?page=99"),
    *("/api/search/?q=robot", "/api/search/?q=robot&page=2", "/api/news/?path=%2Fnews%2F"),
    *("/api/events/next/", "/sitemap.xml", "/feed.xml", "/robots.txt", "/api/schema/"),
)
PROJECTS: Final = 5
SECRET: Final = commands.PRODUCTION["DJANGO_SECRET_KEY"]
PICTURE: Final = commands.BACKEND / "sample/content/pictures/solar.jpg"


def reading(visitor: Visitor) -> None:
    """Every page as the site shows it, then again as a browser that has it asks for it."""
    layout = again(visitor, "/api/layout/")
    targets = [f"/api/pages/?path={quote(path, safe='')}" for path in some_paths(visitor, layout)]
    pages = [again(visitor, target) for target in targets]
    for target in LISTS:
        again(visitor, target)
    for key in sorted({key for page in pages for key in values_of(page, "sheet_key", "key")}):
        again(visitor, f"/api/sheets/{key}/")
    event = visitor.get("/api/events/next/")
    for address in sorted(set(re.findall(r"/api/events/[\w/.-]+?\.ics", event.body.decode()))):
        again(visitor, address)


def again(visitor: Visitor, target: str) -> Response:
    """The first response, plain. The second is compressed, of the third only the head is sent."""
    first = visitor.get(target)
    known = [("If-None-Match", etag) for etag in first.values("etag")]
    visitor.get(target, FROM_THE_SITE)
    visitor.get(target, [*FROM_THE_SITE, *known])
    visitor.send("HEAD", target, FROM_THE_SITE)
    return first


def some_paths(visitor: Visitor, layout: Response) -> list[str]:
    """Of every page of the site but of the projects, of which it has hundreds, a few."""
    sitemap = visitor.get("/sitemap.xml").body.decode()
    listed = re.findall(rf"<loc>{re.escape(SITE)}(/[^<]*)</loc>", sitemap)
    linked = [path for path in values_of(layout, "href") if path.startswith("/")]
    paths = sorted({*listed, *linked})
    projects = [path for path in paths if path.startswith("/projects/all/")]
    return [path for path in paths if path not in projects[PROJECTS:]]


def values_of(response: Response, *names: str) -> list[str]:
    """All texts with one of these names in a JSON document, wherever they are."""
    try:
        return [*texts(json.loads(response.body), names)]
    except ValueError:
        return []


def texts(value: Any, names: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for name in names if isinstance(text := value.get(name), str))
    if isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner, names)


def writing(visitor: Visitor) -> None:
    """A form: opened, sent, sent again, changed, with faults, by a robot."""
    page = visitor.get("/api/pages/?path=%2Fcontact%2Fwrite%2F")
    (form,) = set(re.findall(r'"form":(\d+)', page.body.decode()))
    target = f"/api/forms/{form}/"
    visitor.send("OPTIONS", target, PREFLIGHT)
    visitor.get(f"{target}token/", FROM_THE_SITE)
    values = {
        "your_name": "Ada 🚀 Lovelace",
        "email": "ada@example.org",
        "what_is_it_about": "Judging",
        "message": "Hello,\r\nworld\n",
    }
    sent = {"key": str(UUID(int=1)), "token": old_token(form), "values": values}
    for change in (
        {},
        {},
        {"values": {**values, "message": "Another"}},
        {"key": str(UUID(int=2)), "values": {**values, "email": "x"}},
        {"key": str(UUID(int=3)), "values": {}},
        {"key": str(UUID(int=4)), "website": "https://evil.example/"},
        {"key": "x"},
        {"unknown": 1},
        {"token": "x"},
    ):
        visitor.post_json(target, sent | change, FROM_THE_SITE)


PREFLIGHT: Final[Headers] = [
    ("Origin", SITE),
    ("Access-Control-Request-Method", "POST"),
    ("Access-Control-Request-Headers", "content-type"),
]


def old_token(form: str) -> str:
    """As `forms.tokens` would have made it a minute ago."""
    value = f"{form}:{signing.b62_encode(int(time.time()) - 60)}"
    return f"{value}:{signing.Signer(key=SECRET, salt='forms.tokens').signature(value)}"


ADMIN: Final = (
    *("/admin/", "/admin/pages/", "/admin/snippets/", "/admin/reports/site-history/"),
    *("/admin/users/", "/admin/account/", "/admin/shared-drafts/", "/admin/forms/"),
    *("/django-admin/", "/admin/nothing/", "/admin/pages/search/?q=robot", "/admin/jsi18n/"),
    *("/admin/images/chooser/", "/admin/sprite/", "/admin/api/main/pages/"),
)


def editing(visitor: Visitor) -> None:
    """An editor: a wrong password, the right one, the admin's pages, changes, and good-bye."""
    visitor.get("/admin/")
    for password in ("wrong", "innovate-to-grow"):
        fields = {"username": "admin", "password": password, "next": "/admin/"}
        visitor.post_form("/admin/login/", fields)
    for target in ADMIN:
        visitor.get(target)
    pages = json.loads(visitor.get("/admin/api/main/pages/?limit=1").body)
    for page in [item["id"] for item in pages["items"]]:
        for rest in ("", "edit/", "history/", "unpublish/"):
            visitor.get(f"/admin/pages/{page}/{rest}")
    visitor.post_form("/admin/collections/add/", {"name": "Pictures é", "parent": "1"})
    visitor.post_form("/admin/collections/add/", {"name": ""})
    visitor.upload("/admin/images/add/", PICTURED, "solar é.jpg", PICTURE.read_bytes())
    visitor.upload("/admin/images/add/", PICTURED, "solar.jpg", b"not a picture")
    visitor.upload("/admin/documents/add/", {**PICTURED, "title": "Text"}, "a.txt", b"Hello\n" * 99)
    publish_and_withdraw(visitor)
    visitor.post_form("/admin/logout/", {}, "/admin/account/")
    visitor.get("/admin/")


PICTURED: Final = {"title": "Solar", "collection": "1"}


def publish_and_withdraw(visitor: Visitor) -> None:
    """What visitors see follows at once in both runtimes."""
    shown = "/api/pages/?path=%2Fcontact%2Fwrite%2F"
    found = json.loads(visitor.get("/admin/api/main/pages/?slug=write").body)["items"]
    page = next((item["id"] for item in found), 0)
    visitor.get(shown)
    visitor.post_form(f"/admin/pages/{page}/unpublish/", {})
    visitor.get(shown)
    visitor.get("/sitemap.xml")


def hostile_requests(visitor: Visitor) -> None:
    send_all(visitor, hostile.requests())


def generated_requests(visitor: Visitor) -> None:
    send_all(visitor, generated.requests())


def send_all(visitor: Visitor, requests: Iterable[Request]) -> None:
    """Each from an address of its own, which no throttle knows yet."""
    for number, request in enumerate(requests):
        visitor.exchange(replace(request, client=f"198.18.{number // 256}.{number % 256}"))


JOURNEYS: Final[tuple[Journey, ...]] = (
    *(reading, writing, editing, hostile_requests, generated_requests),
)

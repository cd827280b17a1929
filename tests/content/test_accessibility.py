"""The accessibility report: what is found, by whom, and where the link checker does not go."""

import json
import zlib
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from content.accessibility import links, pdf
from content.accessibility.checking import claim, is_any_due
from content.models import Finding
from files.models import PrivateDocument
from tests.content.conftest import MakeImage, MakePage

TAGGED = b"%PDF-1.7\n1 0 obj <</Type/Catalog /StructTreeRoot 5 0 R>>\n"
TITLED = b"9 0 obj <</Title (Posters) /Producer (Words)>>\n"
BOOKMARK = b"7 0 obj <</Title (Chapter 1) /Parent 6 0 R>>\n"
PACKED = zlib.compress(
    b"<</Type/Catalog/StructTreeRoot 5 0 R>> <</Title<FEFF0041>/ModDate(D:2026)>>"
)
TAGS, TITLE = "has no tags", "has no title"


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (TAGGED + TITLED, []),
        (TAGGED + b"<rdf:x><dc:title><rdf:Alt><rdf:li>Posters</rdf:li>", []),
        (b"%PDF-1.7\n3 0 obj <</Type/ObjStm/N 2/First 9>>\nstream\n" + PACKED + b"\nendstream", []),
        (b"%PDF-1.7\n1 0 obj <</Type/Catalog>>\n" + TITLED, [TAGS]),
        (TAGGED + BOOKMARK, [TITLE]),
        (TAGGED + b"<</Title () /Producer (x)>>", [TITLE]),
        (b"%PDF-1.7", [TAGS, TITLE]),
        (b"%PDF-1.7 <</Type/ObjStm>>\nstream\nnot packed", [TAGS, TITLE]),
    ],
)
def test_a_pdf_needs_tags_and_a_title(content: bytes, missing: list[str]) -> None:
    found = pdf.faults(content)
    assert len(found) == len(missing)
    assert all(fault.startswith(start) for fault, start in zip(found, missing, strict=True))


PRIVATE = [
    *("127.0.0.1", "10.0.0.8", "172.16.0.1", "192.168.1.1", "169.254.169.254", "169.254.170.2"),
    *("100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1"),  # noqa: S104
    *("fd00:ec2::254", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"),
    *("2002:a9fe:a9fe::", "2002:7f00:1::", "fe80::1%eth0", "ff02::1"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_and_metadata_addresses_are_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the host is called; and also where a public address stands beside it."""
    monkeypatch.setattr("socket.create_connection", lambda *_: pytest.fail("it was asked"))
    for found in ([address], ["93.184.216.34", address]):
        resolved = [(2, 1, 6, "", (each, 0)) for each in found]
        monkeypatch.setattr("socket.getaddrinfo", lambda *_, r=resolved, **__: r)
        assert links.fault_of("https://example.org/") == "it leads into a private network"


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_public_addresses_are_asked(address: str) -> None:
    assert links.is_public(address)


def test_each_redirect_is_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(address: str, end: float) -> tuple[int, str]:
        asked.append(address)
        links.public_address(address.split("/")[2])
        return 302, "http://169.254.169.254/latest/meta-data/"

    addresses = {"example.org": "93.184.216.34", "169.254.169.254": "169.254.169.254"}
    monkeypatch.setattr(
        "socket.getaddrinfo", lambda host, *_, **__: [(2, 1, 6, "", (addresses[host], 0))]
    )
    monkeypatch.setattr(links, "ask", ask)
    assert links.fault_of("https://example.org/") == "it leads into a private network"
    assert asked == ["https://example.org/", "http://169.254.169.254/latest/meta-data/"]


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("ftp://example.org/", "it leads to no web address"),
        ("http://example.org:22/", "it leads to an unusual port"),
        ("https:///nowhere", "it leads to no web address"),
        ("http://[half", ""),
    ],
)
def test_odd_addresses_are_not_asked(address: str, fault: str) -> None:
    assert links.fault_of(address) == fault


@pytest.mark.parametrize(
    ("status", "dead"), [(200, False), (404, True), (410, True), (403, False), (500, False)]
)
def test_only_what_is_gone_is_dead(
    status: int, dead: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "ask", lambda *_: (status, ""))
    assert bool(links.fault_of("https://example.org/")) is dead


def member(group: str) -> Client:
    user = User.objects.create_user(group.lower())
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def test_the_report_lists_what_the_command_finds(
    make_page: MakePage, make_image: MakeImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "content.accessibility.links.fault_of",
        lambda address: "the site returns 404" if "gone" in address else "",
    )
    text = "".join(
        f'<a href="{it}">x</a>' for it in ("https://gone.example/", "/nowhere/", "/about/")
    )
    picture = {"image": make_image().pk, "decorative": True, "alt_text": ""}
    make_page("About", body=[("rich_text", f"<p>{text}</p>"), ("image", {"image": picture})])
    PrivateDocument.objects.create(title="Poster", file=ContentFile(b"%PDF-1.7", "poster.pdf"))
    call_command("check_accessibility", verbosity=0)
    found = {(it.kind, it.words.partition(":")[0]) for it in Finding.objects.all()}
    assert {("link", "/nowhere/"), ("pdf", "has no title"), ("picture", "no alt text")} <= found
    shown = member("Editors").get("/admin/accessibility/").content.decode()
    for words in ("Poster", "About", "https://gone.example/: the site returns 404", "/nowhere/"):
        assert words in shown
    assert "/about/: " not in shown


def test_what_axe_finds_is_kept_of_who_may_publish(make_page: MakePage) -> None:
    page = make_page("About")
    address = f"/admin/accessibility/axe/{page.pk}/"

    def send(group: str, body: Any) -> int:
        return member(group).post(address, json.dumps(body), "application/json").status_code

    issue = {"impact": "serious", "help": "Links need words", "where": "<a>"}
    assert send("Editors", {"issues": [issue]}) == 302
    assert send("Publishers", {"issues": [issue, issue]}) == 204
    assert send("Operators", {"issues": [{"help": 1}]}) == 400
    assert [it.words for it in Finding.objects.all()] == ["serious: Links need words (<a>)"] * 2
    call_command("check_accessibility", verbosity=0)
    assert Finding.objects.filter(kind="axe").count() == 2


def test_it_is_due_once_a_day_in_production(db: None, settings: Settings) -> None:
    assert not is_any_due()
    settings.CHECKS_SITE = True
    assert is_any_due()
    assert claim()
    assert not is_any_due()
    assert not claim(), "another machine is at it"

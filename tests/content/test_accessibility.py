"""The accessibility report: what is found, by whom, and where the link checker does not go."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page

from content.accessibility import checking, links, pdf
from content.accessibility.checking import claim, is_any_due
from content.models import AccessibilityCheck, Finding
from files.models import PrivateDocument
from operations.scheduler import RUN_SECONDS
from tests.content.conftest import MakeImage, MakePage

DOCUMENTS = Path(__file__).parents[1] / "inputs" / "pdf"
# Written by pikepdf (qpdf), but for the damage.
FAULTS = {
    "tagged_and_titled": [],
    "packed": [],
    "title_in_xmp_only": [],
    "title_with_parentheses": [],
    "wrong_offsets": [],
    "encrypted": [],
    "encrypted_and_packed": [],
    "encrypted_with_password": [pdf.LOCKED],
    "cut_off": [pdf.DAMAGED],
    "untitled": [pdf.UNTITLED],
    "empty_title": [pdf.UNTITLED],
    "untagged": [pdf.UNTAGGED],
    "packed_untagged_utf16_title": [pdf.UNTAGGED],
    "bookmarks_only": [pdf.UNTAGGED, pdf.UNTITLED],
    "words_that_look_like_tags": [pdf.UNTAGGED, pdf.UNTITLED],
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_pdf_needs_tags_and_a_title(name: str) -> None:
    with (DOCUMENTS / f"{name}.pdf").open("rb") as file:
        assert pdf.faults(file) == FAULTS[name]


def test_each_document_is_tried() -> None:
    assert {each.stem for each in DOCUMENTS.iterdir()} == FAULTS.keys()


class Counted(BytesIO):
    total = 0

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self.total += len(content)
        return content


def test_a_huge_pdf_is_not_read_as_a_whole() -> None:
    content = (DOCUMENTS / "tagged_and_titled.pdf").read_bytes()
    table = int(content.split(b"startxref\n")[1].split()[0])
    size = 30_000_000
    picture = b"9 0 obj <</Length %d>> stream\n" % size + bytes(size) + b"\nendstream endobj\n"
    moved = content[table:].replace(b"%d" % table, b"%d" % (table + len(picture)))
    file = Counted(content[:table] + picture + moved)
    assert pdf.faults(file) == []
    assert file.total < size / 10


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + bytes(5000), b"%PDF <<" * 999]
)
def test_what_is_no_pdf_is_damaged(content: bytes) -> None:
    assert pdf.faults(BytesIO(content)) == [pdf.DAMAGED]


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
    marks: list[dict[str, Any]] = [{}, {"decorative": True}, {"alt_text": "A drone"}]
    silent = {"decorative": False, "alt_text": ""}
    pictures = [{"image": make_image().pk, **silent, **each} for each in marks]
    body = [("image", {"image": each}) for each in pictures]
    make_page("About", body=[("rich_text", f"<p>{text}</p>"), *body])
    content = (DOCUMENTS / "untitled.pdf").read_bytes()
    PrivateDocument.objects.create(title="Poster", file=ContentFile(content, "poster.pdf"))
    call_command("check_accessibility", verbosity=0)
    found = {(it.kind, it.words.partition(":")[0]) for it in Finding.objects.all()}
    assert {("link", "/nowhere/"), ("pdf", "has no title"), ("picture", "no alt text")} <= found
    assert Finding.objects.filter(kind="picture").count() == 1
    shown = member("Editors").get("/admin/accessibility/").content.decode()
    for words in ("Poster", "About", "https://gone.example/: the site returns 404", "/nowhere/"):
        assert words in shown
    assert "/about/: " not in shown


def test_the_check_ends_in_time_and_keeps_what_it_found(
    make_page: MakePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scheduler would end it otherwise, and everything would be asked again and again."""
    now = [0.0]

    def slow(file: Any) -> list[str]:
        now[0] += checking.SECONDS / 2
        return ["has no title"]

    monkeypatch.setattr(checking, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(pdf, "faults", slow)
    monkeypatch.setattr(links, "fault_of", lambda _: pytest.fail("asked a link"))
    make_page("About", body=[("rich_text", '<p><a href="https://gone.example/">x</a></p>')])
    for name in ("one", "two", "three"):
        PrivateDocument.objects.create(title=name, file=ContentFile(b"%PDF", f"{name}.pdf"))
    assert checking.check_site() == 2
    assert Finding.objects.filter(kind="pdf").count() == 2
    assert checking.SECONDS + links.SECONDS < RUN_SECONDS
    assert not AccessibilityCheck.objects.get().claimed_until


def test_what_axe_finds_is_kept_of_who_may_publish(make_page: MakePage) -> None:
    page = make_page("About")
    address = f"/admin/accessibility/axe/{page.pk}/"

    def send(group: str, body: Any) -> int:
        return member(group).post(address, json.dumps(body), "application/json").status_code

    issue = {"impact": "serious", "help": "Links\0 need words", "where": "<a>\ud800"}
    assert send("Editors", {"issues": [issue]}) == 302
    assert send("Publishers", {"issues": [issue, issue]}) == 204
    assert send("Operators", {"issues": [{"help": 1}]}) == 400
    assert [it.words for it in Finding.objects.all()] == ["serious: Links need words (<a>)"] * 2
    call_command("check_accessibility", verbosity=0)
    assert Finding.objects.filter(kind="axe").count() == 2


def test_the_report_says_what_axe_has_not_seen(make_page: MakePage) -> None:
    """What the scheduler, a command or an import published, until a browser has checked it."""
    page = make_page("About")
    publisher = member("Publishers")
    view = f'data-view="/admin/accessibility/page/{page.pk}/"'

    def report(client: Client) -> str:
        return client.get("/admin/accessibility/").content.decode()

    assert view in report(publisher)
    assert "Projects and events are not in this report" in report(publisher)
    assert "Check these pages now" in report(publisher)
    editor = report(member("Editors"))
    assert "About" in editor
    assert "Check these pages now" not in editor

    shown = publisher.get(f"/admin/accessibility/page/{page.pk}/")
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '"title": "About"' in shown.content.decode()
    address = f"/admin/accessibility/axe/{page.pk}/"
    assert (
        publisher.post(address, json.dumps({"issues": []}), "application/json").status_code == 204
    )
    assert view not in report(publisher)
    later = timezone.now() + timedelta(hours=1)
    Page.objects.filter(pk=page.pk).update(last_published_at=later)
    assert view in report(publisher), "it was published again"


def test_it_is_due_once_a_day_in_production(db: None, settings: Settings) -> None:
    assert not is_any_due()
    settings.CHECKS_SITE = True
    assert is_any_due()
    assert claim()
    assert not is_any_due()
    assert not claim(), "another machine is at it"

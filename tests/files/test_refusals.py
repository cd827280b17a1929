"""What the admin takes and what it refuses, each with a reason, before anything is stored."""

import codecs
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.images.models import Image

from files.contents import KINDS
from files.models import PrivateDocument
from tests.files import files
from tests.files.conftest import Upload

INPUTS = Path(__file__).parents[1] / "inputs"
DAMAGED = "damaged or was cut off"
UNSUPPORTED = "Not a supported image format. Supported formats: AVIF, GIF, JPG, JPEG, PNG, WEBP."
PICTURES = {"AVIF": "avif", "GIF": "gif", "JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
WHOLE = {kind: files.picture(kind) for kind in PICTURES}
Cases = list[tuple[str, bytes, str]]

REFUSED_PICTURES: Cases = [
    ("script.svg", files.SVG, UNSUPPORTED),
    ("script.png", files.SVG, "does not match the file format (svg)"),
    ("photo.png", WHOLE["JPEG"], "does not match the file format (jpeg)"),
    ("page.png", b"<html><script>alert(1)</script></html>", "Not a valid .png image"),
    ("text.png", b"no picture at all", "Upload a valid image"),
    ("archive.jpg", files.zipped("a.txt"), "Upload a valid image"),
    ("empty.png", b"", "The submitted file is empty."),
    ("bomb.png", files.png(60_000, 60_000), "at most 50 million pixels"),
    ("large.png", files.png(12_000, 12_000), "at most 50 million pixels"),
    ("larger-than-taken.png", files.png(7_500, 7_500), "at most 50 million pixels"),
    ("profile.png", files.large_profile(), "a colour profile of more than 1 MB"),
    ("ink.jpg", files.unreadable_profile(), "No web version of this picture can be made (OSError"),
    ("tall.png", (INPUTS / "tall_16500.png").read_bytes(), "has 700 by 16,500 pixels, and no side"),
    ("wide.png", files.png(16_384, 2), "and no side may have more than 16,383"),
    ("heavy.png", files.PNG + bytes(10 * 1024 * 1024), "Maximum filesize 10.0"),
    ("cut-animation.gif", files.animation()[:1500], DAMAGED),
    *(
        (f"half.{end}", WHOLE[kind][: len(WHOLE[kind]) // 2], DAMAGED)
        for kind, end in PICTURES.items()
    ),
    *((f"head.{end}", WHOLE[kind][:24], "") for kind, end in PICTURES.items()),
]

DOCUMENTS = {
    "report.pdf": files.PDF,
    "mark.pdf": (INPUTS / "bom.pdf").read_bytes(),
    "newline.pdf": (INPUTS / "leading_newline.pdf").read_bytes(),
    "printed.pdf": b"\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n" + files.PDF,
    "REPORT.PDF": files.PDF,
    "letter.docx": files.office("word"),
    "sheet.xlsx": files.office("xl"),
    "slides.pptx": files.office("ppt"),
    "table.csv": "semester;team\r\nHerbst;Müller\r\n".encode("utf-8-sig"),
    "old.csv": "semester;team\r\nHerbst;Müller\r\n".encode("latin-1"),
    "notes.txt": b"Bring a projector.\n",
    "slide.txt": b"A soft\vreturn.\n",
    "unicode.txt": (INPUTS / "excel_unicode_text.txt").read_bytes(),
    "big-endian.csv": codecs.BOM_UTF16_BE + "a;é".encode("utf-16-be"),
}

REFUSED_DOCUMENTS: Cases = [
    ("archive.pdf", files.zipped("a.txt"), "named .pdf, but its content looks like .zip"),
    ("late.pdf", b" " * 1024 + files.PDF, "named .pdf, but its content"),
    ("archive-first.pdf", files.zipped("%PDF-1.7"), "named .pdf, but its content looks like .zip"),
    ("page-first.pdf", b"<html>" + files.PDF, "named .pdf, but its content"),
    ("page.pdf", b"<html></html>", "named .pdf, but its content is something else"),
    ("archive.docx", files.zipped("a.txt"), "named .docx, but its content looks like .zip"),
    ("sheet.docx", files.office("xl"), "named .docx, but its content"),
    ("letter.xlsx", files.PDF, "named .xlsx, but its content looks like .pdf"),
    ("cut.docx", files.office("word")[:60], "named .docx, but its content"),
    ("program.csv", b"MZ\x90\0\3\0\0\0", "named .csv, but its content"),
    ("odd.txt", codecs.BOM_UTF16_LE + b"a", "named .txt, but its content"),
    ("nul.csv", codecs.BOM_UTF16_LE + b"a\0\0\0", "named .csv, but its content"),
    ("picture.txt", WHOLE["PNG"], "named .txt, but its content looks like .png"),
    ("page.html", b"<script>alert(1)</script>", "File extension “html” is not allowed"),
    ("script.svg", files.SVG, "File extension “svg” is not allowed"),
    ("program.exe", b"MZ", "File extension “exe” is not allowed"),
    ("report.pdf.exe", files.PDF, "File extension “exe” is not allowed"),
    ("nothing", files.PDF, "File extension “” is not allowed"),
    ("heavy.pdf", files.PDF + bytes(20 * 1024 * 1024), "Maximum filesize 20.0"),
]


def named(cases: Cases) -> pytest.MarkDecorator:
    """Each case under the name of its file."""
    return pytest.mark.parametrize(
        ("name", "content", "reason"), cases, ids=[name for name, _, _ in cases]
    )


@pytest.mark.parametrize(("kind", "extension"), PICTURES.items())
def test_takes_a_picture(upload: Upload, kind: str, extension: str) -> None:
    assert upload("images", f"whole.{extension}", WHOLE[kind])["success"]


def test_takes_an_animation(upload: Upload) -> None:
    assert upload("images", "moving.gif", files.animation())["success"]
    assert upload("images", "moving.avif", files.animation("AVIF"))["success"]


@named(REFUSED_PICTURES)
def test_refuses_a_picture_with_a_reason(
    upload: Upload, folder: Path, name: str, content: bytes, reason: str
) -> None:
    result = upload("images", name, content)
    assert not result["success"]
    assert reason in result["error_message"].replace("\xa0", " ")
    assert not Image.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_takes_a_document(upload: Upload, name: str) -> None:
    assert upload("documents", name, DOCUMENTS[name])["success"]


@named(REFUSED_DOCUMENTS)
def test_refuses_a_document_with_a_reason(
    upload: Upload, folder: Path, name: str, content: bytes, reason: str
) -> None:
    result = upload("documents", name, content)
    assert not result["success"]
    assert reason in result["error_message"].replace("\xa0", " ")
    assert len(result["error_message"].splitlines()) == 1
    assert not PrivateDocument.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_every_extension_that_is_taken_has_a_look_into_its_content(settings: Settings) -> None:
    assert list(KINDS) == settings.WAGTAILDOCS_EXTENSIONS


@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        ("images", ["AVIF, GIF, JPG, JPEG, PNG, WEBP", "10.0 MB", "At most 50 million pixels"]),
        ("documents", ["PDF, DOCX, XLSX, PPTX, CSV, TXT", "20.0 MB"]),
    ],
)
def test_the_admin_says_what_it_takes(editor: Client, kind: str, limits: list[str]) -> None:
    page = editor.get(f"/admin/{kind}/multiple/add/").content.decode().replace("\xa0", " ")
    assert [limit for limit in limits if limit not in page] == []


def test_a_request_too_large_for_any_upload_is_refused_unread(client: Client) -> None:
    response = client.post("/admin/login/", headers={"content-length": str(33 * 1024 * 1024)})
    assert response.status_code == 413


def test_a_document_keeps_its_file_when_its_title_changes(upload: Upload, editor: Client) -> None:
    upload("documents", "report.pdf", files.PDF)
    document = PrivateDocument.objects.get()
    fields = {"title": "Annual report", "collection": document.collection_id, "tags": ""}
    assert editor.post(f"/admin/documents/edit/{document.pk}/", fields).status_code == 302
    document.refresh_from_db()
    with document.file.open() as file:
        assert (document.title, file.read()) == ("Annual report", files.PDF)

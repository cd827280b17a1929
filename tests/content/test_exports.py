"""What staff export opens in Excel, whatever is stored."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from catalogue.models import Project
from forms.models import FormField, Submission
from tests.forms.conftest import MakeForm, make_form

__all__ = ["make_form"]

DIRTY, CLEAN = "é\x08 one\vtwo\ufffe", "é one\ntwo"
AFTERNOON = datetime(2026, 12, 11, 23, 30, tzinfo=UTC)  # half past three in California


@pytest.fixture
def admin(client: Client, db: None) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor", password="x"))
    return client


def export(admin: Client, address: str, kind: str) -> Any:
    response: Any = admin.get(f"{address}?export={kind}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def xlsx_rows(content: bytes) -> list[list[Any]]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.fixture
def submissions(make_form: MakeForm) -> str:
    """Stored as an older release or a program may have done."""
    form = make_form()
    for number, text in enumerate([DIRTY, "=1+1", ["a\v", "b"]]):
        submission = Submission.objects.create(page=form, form_data={"your_name": "x"})
        Submission.objects.filter(pk=submission.pk).update(
            submit_time=AFTERNOON.replace(minute=number), form_data={"message": text}
        )
    FormField.objects.filter(clean_name="email").update(label=f"=E{DIRTY}")
    return f"/admin/forms/submissions/{form.pk}/"


def test_a_workbook_opens_whatever_is_stored(admin: Client, submissions: str) -> None:
    heads, *rows = xlsx_rows(export(admin, submissions, "xlsx"))
    assert [row[heads.index("Message")] for row in rows] == [CLEAN, "=1+1", "a\n, b"]
    assert f"'=E{CLEAN}" in heads
    assert rows[0][0] == datetime(2026, 12, 11, 15, 0)


def test_csv_is_read_as_what_it_is(admin: Client, submissions: str) -> None:
    content = export(admin, submissions, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    heads, *rows = csv_rows(content)
    assert [row[heads.index("Message")] for row in rows] == [CLEAN, "'=1+1", "a\n, b"]
    assert rows[0][0] == "2026-12-11 15:00:00-08:00"


def test_half_a_surrogate_pair_in_stored_json_is_left_out(admin: Client, submissions: str) -> None:
    half = r"\ud800\u0000" if connection.vendor == "sqlite" else r"\u0008"  # PostgreSQL takes none
    with connection.cursor() as cursor:
        query = "UPDATE forms_submission SET form_data = %s"
        cursor.execute(query, [f'{{"message": "a{half}"}}'])
    assert admin.get(submissions).status_code == 200
    heads, *rows = xlsx_rows(export(admin, submissions, "xlsx"))
    assert {row[heads.index("Message")] for row in rows} == {"a"}


@pytest.mark.parametrize("moment", [datetime.min, datetime.max], ids=["year 1", "year 9999"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_stored_time_breaks_an_export(
    admin: Client, submissions: str, moment: datetime, kind: str
) -> None:
    Submission.objects.update(submit_time=moment.replace(tzinfo=UTC))
    assert export(admin, submissions, kind)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_of_other_lists_are_made_the_same_way(admin: Client, kind: str) -> None:
    values = {"year": 2026, "term": 3, "class_name": "C", "team": "T"}
    project = Project.objects.create(title="x", **values)
    Project.objects.filter(pk=project.pk).update(title=DIRTY, students="-Ann\nBob")
    content = export(admin, "/admin/snippets/catalogue/project/", kind)
    heads, row = csv_rows(content) if kind == "csv" else xlsx_rows(content)
    found = dict(zip(heads, row, strict=True))
    assert found["Title"] == CLEAN
    assert found["Students"].lstrip("'") == "-Ann\nBob"
    report = export(admin, "/admin/reports/site-history/", kind)
    assert report.startswith(b"\xef\xbb\xbf" if kind == "csv" else b"PK")

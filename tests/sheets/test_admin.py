"""Google Sheets in the admin, as a publisher adds, reads and mends them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from sheets.models import Sheet
from tests.sheets.conftest import ID, MakeSheet
from tests.standins.google import ACCOUNT, Google, GoogleHandler

LIST = "/admin/snippets/sheets/sheet/"
VALUES = {"title": "Teams", "spreadsheet": ID, "tab": "", "cells": "", "refresh_minutes": "15"}
ADDRESS = f"https://docs.google.com/spreadsheets/d/{ID}/edit?usp=sharing#gid=0"
ASKS_FOR_ADDRESS = (
    "This is not the address of a Google spreadsheet. Open the spreadsheet "
    "and paste the address that the browser shows, "
    "like https://docs.google.com/spreadsheets/d/…/edit, or its id."
)


@pytest.fixture
def publisher(client: Client, db: None) -> Client:
    user = User.objects.create_user("ada", "ada@example.org", "correct horse battery")
    user.groups.add(Group.objects.get(name="Publishers"))
    client.force_login(user)
    return client


def edit(sheet: Sheet) -> str:
    return f"{LIST}edit/{sheet.pk}/"


def messages_of(response: Any) -> list[str]:
    return [str(message).strip() for message in get_messages(response.wsgi_request)]


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_sheet_is_added_by_its_whole_address_and_read_at_once(
    publisher: Client, google: Google
) -> None:
    response = publisher.post(f"{LIST}add/", VALUES | {"spreadsheet": ADDRESS, "cells": "A1:H500"})
    assert response.status_code == 302
    sheet = Sheet.objects.get()
    assert (sheet.spreadsheet, sheet.cells, sheet.row_count) == (ID, "A1:H500", 2)
    assert "Teams: 2 rows, changed" in messages_of(response)
    assert "Read 0 minutes ago" in words(publisher.get(LIST))


@pytest.mark.parametrize(
    ("address", "gid"),
    [
        (ID, None),
        (f" {ID}\n", None),
        (f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit#gid=123", 123),
        (
            f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=2147483647#gid=2147483647",
            2**31 - 1,
        ),
        (f"https://docs.google.com/a/example.org/spreadsheets/d/{ID}/edit?pli=1&gid=0", 0),
        (f"https://docs.google.com/spreadsheets/d/{ID}/htmlview", None),
        (f"https://drive.google.com/open?id={ID}&usp=drive_fs", None),
        (f"https://docs.google.com/open?authuser=1&id={ID}", None),
        (f"https://drive.google.com/file/d/{ID}/view?usp=sharing", None),
        (f"https://drive.google.com/file/u/1/d/{ID}/view", None),
        (f"https://docs.google.com/spreadsheets/ccc?key={ID}#gid=5", 5),
    ],
)
def test_every_address_of_google_names_the_spreadsheet_and_its_tab(
    address: str, gid: int | None
) -> None:
    sheet = Sheet(title="Teams", spreadsheet=address)
    sheet.clean()
    assert (sheet.spreadsheet, sheet.gid) == (ID, gid)


def test_a_name_counts_more_than_a_number_and_the_number_stays_with_the_id() -> None:
    named = Sheet(title="Teams", spreadsheet=ADDRESS, tab="Judges")
    named.clean()
    assert (named.spreadsheet, named.gid) == (ID, None)
    known = Sheet(title="Teams", spreadsheet=ID, gid=7)
    known.clean()
    assert known.gid == 7
    assert known.place != Sheet(title="Teams", spreadsheet=ID).place


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        ("title", "", "This field is required."),
        ("spreadsheet", "", "This field is required."),
        ("spreadsheet", "short", ASKS_FOR_ADDRESS),
        ("spreadsheet", "https://docs.google.com/document/d/1aBcDeFgHiJkLm/edit", ASKS_FOR_ADDRESS),
        ("spreadsheet", "https://docs.google.com/spreadsheets/d/e/2PACX-1v/pub", ASKS_FOR_ADDRESS),
        ("cells", "1:500", "A range looks like A1:H500 or A:H."),
        ("cells", "Teams!A1:H5", "A range looks like A1:H500 or A:H."),
        ("refresh_minutes", "4", "Ensure this value is greater than or equal to 5."),
        ("refresh_minutes", "1441", "Ensure this value is less than or equal to 1440."),
        ("refresh_minutes", "soon", "Enter a whole number."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    publisher: Client, google: Google, field: str, text: str, fault: str
) -> None:
    response = publisher.post(f"{LIST}add/", VALUES | {field: text})
    assert response.context["form"].errors == {field: [fault]}
    assert escape(fault) in words(response)
    assert response.context["form"][field].value() == text, "what was typed is still there"
    assert (Sheet.objects.count(), google.asked) == (0, [])


def test_all_faults_are_said_at_once(publisher: Client) -> None:
    wrong = {"spreadsheet": "here", "cells": "everything!", "refresh_minutes": "1"}
    response = publisher.post(f"{LIST}add/", VALUES | wrong)
    assert set(response.context["form"].errors) == set(wrong)


def test_a_sheet_that_google_refuses_is_kept_and_says_what_to_do(
    publisher: Client, google: Google
) -> None:
    def refuse(asked: GoogleHandler) -> None:
        asked.refuse(403)

    google.trouble = refuse
    response = publisher.post(f"{LIST}add/", VALUES)
    remedy = f"share the spreadsheet with {ACCOUNT}, as viewer."
    assert any(remedy in text for text in messages_of(response))
    assert remedy in words(publisher.get(edit(Sheet.objects.get())))
    assert f"Failing for 0 minutes: Google refuses (403): {remedy}" in words(publisher.get(LIST))


def test_a_changed_sheet_is_read_again(
    publisher: Client, read_sheet: Sheet, google: Google
) -> None:
    response = publisher.post(edit(read_sheet), VALUES | {"title": "All teams", "cells": "a1:b9"})
    assert response.status_code == 302
    assert "All teams: 2 rows, unchanged" in messages_of(response)
    assert google.asked[-1]["ranges"] == "A1:B9"


def test_a_change_that_cannot_be_changes_nothing(publisher: Client, read_sheet: Sheet) -> None:
    response = publisher.post(edit(read_sheet), VALUES | {"cells": "9:9"})
    assert set(response.context["form"].errors) == {"cells"}
    read_sheet.refresh_from_db()
    assert read_sheet.cells == ""


def test_the_list_and_the_form_say_how_old_rows_are_and_why(
    publisher: Client, read_sheet: Sheet
) -> None:
    now = timezone.now()
    Sheet.objects.filter(pk=read_sheet.pk).update(
        fetched_at=now - timedelta(hours=3),
        failing_since=now - timedelta(hours=2),
        failure="Google returned 503.",
    )
    listed = words(publisher.get(LIST)).replace("\xa0", " ")
    assert "Failing for 2 hours: Google returned 503. Visitors see the copy of 3 hours" in listed
    form = words(publisher.get(edit(read_sheet))).replace("\xa0", " ")
    assert "Visitors see 2 rows, read 3 hours ago" in form
    assert "<strong>Google returned 503.</strong> Failing for 2 hours" in form
    assert "Google Sheet “Teams”: Google returned 503." in words(publisher.get("/admin/"))


def test_refresh_now_reads_and_comes_back(publisher: Client, read_sheet: Sheet) -> None:
    refresh = f"/admin/sheets/{read_sheet.pk}/refresh/"
    assert refresh in words(publisher.get(edit(read_sheet)))
    assert publisher.get(refresh).status_code == 405
    response: Any = publisher.post(refresh)
    assert (response.status_code, response.url) == (302, edit(read_sheet))
    assert messages_of(response) == ["Teams: 2 rows, unchanged"]


def test_who_may_not_change_sheets_does_not(client: Client, make_sheet: MakeSheet) -> None:
    sheet = make_sheet()
    without_a_group = User.objects.create_user("eve", "eve@example.org", "correct horse battery")
    for user in (None, without_a_group):
        if user:
            client.force_login(user)
        for address in (LIST, edit(sheet), f"{LIST}add/", f"/admin/sheets/{sheet.pk}/refresh/"):
            assert client.post(address, VALUES).status_code in {302, 403}
    assert list(Sheet.objects.values_list("title", "fetched_at")) == [("Teams", None)]

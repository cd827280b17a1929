"""Submissions where staff read them."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forms.models import FormPage, Submission
from tests.forms.conftest import MakeForm


@pytest.fixture
def submissions(make_form: MakeForm) -> FormPage:
    form = make_form(to_address="staff@example.org")
    for mail, text, fault in [
        ("sent", "Hello", ""),
        ("waiting", "=HYPERLINK(1)", "Connection refused"),
        ("none", "<b>pills</b>", ""),
    ]:
        Submission.objects.create(
            page=form,
            form_data={"your_name": "Zoë", "email": "z@example.org", "message": text},
            mail=mail,
            mail_fault=fault,
            suspicious=mail == "none",
        )
    return form


def listing(client: Client, form: FormPage, query: str = "") -> str:
    response = client.get(f"/admin/forms/submissions/{form.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_staff_read_them_with_what_became_of_the_mail(
    admin_client: Client, submissions: FormPage
) -> None:
    page = listing(admin_client, submissions)
    assert "Zoë" in page
    assert "not sent yet: Connection refused" in page
    assert "suspected spam" in page
    assert "&lt;b&gt;pills" in page
    assert "<b>pills" not in page


def test_staff_see_what_the_scheduler_has_given_up(
    admin_client: Client, submissions: FormPage
) -> None:
    Submission.objects.update(submit_time=timezone.now() - timedelta(days=5, minutes=1))
    assert "given up: Connection refused" in listing(admin_client, submissions, "?mail=waiting")
    assert "given up" not in listing(admin_client, submissions, "?mail=sent")
    assert "1 form notification not sent" in admin_client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("query", "count"), [("?mail=waiting", 1), ("?suspicious=true", 1), ("", 3)]
)
def test_the_unsent_and_the_suspected_can_be_picked_out(
    admin_client: Client, submissions: FormPage, query: str, count: int
) -> None:
    assert listing(admin_client, submissions, query).count("z@example.org") == count


def test_the_export_is_csv_without_formulas(admin_client: Client, submissions: FormPage) -> None:
    response: Any = admin_client.get(f"/admin/forms/submissions/{submissions.pk}/?export=csv")
    text = b"".join(response.streaming_content).decode()
    rows = list(csv.DictReader(StringIO(text)))
    assert [row["Message"] for row in rows] == ["Hello", "'=HYPERLINK(1)", "<b>pills</b>"]
    assert [row["Notification"] for row in rows] == [
        *("sent", "not sent yet: Connection refused", "not asked for")
    ]
    assert [row["Spam"] for row in rows] == ["", "", "suspected spam"]


def test_the_first_page_of_the_admin_says_how_many_are_unsent(
    admin_client: Client, submissions: FormPage
) -> None:
    assert "1 form notification not sent" in admin_client.get("/admin/").content.decode()
    Submission.objects.filter(mail="waiting").delete()
    assert "form notification" not in admin_client.get("/admin/").content.decode()


def test_strangers_read_nothing(client: Client, submissions: FormPage) -> None:
    response = client.get(f"/admin/forms/submissions/{submissions.pk}/?export=csv")
    assert response.status_code == 302

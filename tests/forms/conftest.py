"""A form to submit, and a mail server that hears of it."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.models import Page, Site

from forms.models import FormField, FormPage, Submission
from tests.services.smtp import MailServer

MakeForm = Callable[..., FormPage]
Submit = Callable[..., Any]
SHAPE = {"type", "title", "status", "detail", "errors"}  # of a refusal
VALUES = {"your_name": "Ada", "email": "ada@example.org", "message": "Hello,\nworld"}
FIELDS: list[dict[str, Any]] = [
    {"label": "Your name", "field_type": "singleline"},
    {"label": "Email", "field_type": "email"},
    {"label": "Message", "field_type": "multiline", "help_text": "In <your> words"},
]


@pytest.fixture
def make_form(db: None) -> MakeForm:
    """``make_form(*fields, **attributes)``: a live page with them; FIELDS where none is given."""
    home = Site.objects.get(is_default_site=True).root_page

    def make(*fields: dict[str, Any], **attributes: Any) -> FormPage:
        page = FormPage(title="Write to us", live=False, **attributes)
        page.form_fields = [
            FormField(sort_order=order, **field) for order, field in enumerate(fields or FIELDS)
        ]
        Page.objects.get(pk=home.pk).add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()
        return page

    return make


@pytest.fixture
def form(make_form: MakeForm) -> FormPage:
    return make_form(to_address="staff@example.org, dean@example.org")


def old_token(form: FormPage, seconds: int = 60) -> str:
    """As `tokens.issue` would have made it some time ago."""
    value = f"{form.pk}:{signing.b62_encode(int(time.time()) - seconds)}"
    return f"{value}:{signing.Signer(salt='forms.tokens').signature(value)}"


@pytest.fixture
def submit(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Submit:
    """``submit(form, values, **changes)``: what the SPA sends, and what comes back."""

    def send(form: FormPage, values: Any = VALUES, **changes: Any) -> Any:
        body = {"key": str(uuid4()), "token": old_token(form), "values": values, **changes}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(f"/api/forms/{form.pk}/", body, content_type="application/json")

    return send


@pytest.fixture
def smtp(settings: Settings) -> Iterator[MailServer]:
    with MailServer() as server:
        mail_through(settings, server.port)
        yield server


def mail_through(settings: Settings, port: int) -> None:
    settings.EMAIL_BACKEND = "mail.bounded.BoundedBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


def errors(response: Any, status: int) -> dict[str, list[str]]:
    """By field, of a request that was refused with this status and saved nothing."""
    problem = response.json()
    assert (response.status_code, set(problem)) == (status, SHAPE), problem
    assert response.headers["Content-Type"] == "application/problem+json"
    assert Submission.objects.count() == 0
    found: dict[str, list[str]] = problem["errors"]
    return found

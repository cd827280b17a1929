"""A form as editors build it and as the API says it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from content import pages, schemas
from content.models import ContentPage, HomePage
from forms.models import FormField, FormPage
from tests.forms.conftest import MakeForm


def form_block(form: FormPage) -> dict[str, Any]:
    found = pages.find(f"/{form.slug}/")
    assert isinstance(found, schemas.Page)
    block: dict[str, Any] = found.model_dump(mode="json")["body"][-1]
    return block


def test_a_page_says_its_form_after_its_body(make_form: MakeForm) -> None:
    form = make_form(
        {"label": "Your name", "field_type": "singleline", "help_text": "As on <b>paper</b>"},
        {"label": "Class", "field_type": "radio", "choices": "A\nB", "default_value": "B"},
        {"label": "Days", "field_type": "checkboxes", "choices": "Mon,Tue", "required": False},
        {"label": "Secret", "field_type": "hidden", "default_value": "x"},
        thanks="Thanks!",
    )
    block = form_block(form)
    assert (block["type"], block["value"]["form"]) == ("form", form.pk)
    assert (block["value"]["button"], block["value"]["thanks"]) == ("Send", "Thanks!")
    rest = {"help": "", "choices": [], "initial": [], "required": True}
    assert block["value"]["fields"] == [
        rest
        | {
            "name": "your_name",
            "type": "singleline",
            "label": "Your name",
            "help": "As on <b>paper</b>",
        },
        rest
        | {"name": "class", "type": "radio", "label": "Class"}
        | {"choices": ["A", "B"], "initial": ["B"]},
        rest
        | {"name": "days", "type": "checkboxes", "label": "Days"}
        | {"choices": ["Mon", "Tue"], "required": False},
    ]


def test_a_form_without_fields_says_none(make_form: MakeForm) -> None:
    form = make_form({"label": "It", "field_type": ""})
    found = pages.find(f"/{form.slug}/")
    assert isinstance(found, schemas.Page)
    assert found.body == []


def test_more_fields_take_no_more_queries(make_form: MakeForm) -> None:
    counts = []
    for number in (1, 40):
        fields = [{"label": f"Q{n}", "field_type": "singleline"} for n in range(number)]
        form = make_form(*fields, slug=f"form-{number}")
        with CaptureQueriesContext(connection) as queries:
            form_block(form)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_change_of_the_fields_is_seen_at_once(
    client: Client,
    make_form: MakeForm,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    form = make_form()
    address = f"/api/pages/?path=/{form.slug}/"
    assert client.get(address).json()["body"][0]["value"]["fields"][0]["label"] == "Your name"
    form.form_fields = [FormField(label="Changed", field_type="singleline")]
    with django_capture_on_commit_callbacks(execute=True):
        form.save_revision().publish()
    assert client.get(address).json()["body"][0]["value"]["fields"][0]["label"] == "Changed"


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        ({"field_type": ""}, "field_type"),
        ({"field_type": "file"}, "field_type"),
        ({"field_type": "radio"}, "choices"),
        ({"field_type": "dropdown", "choices": " , \n"}, "choices"),
        ({"field_type": "hidden"}, "default_value"),
    ],
)
def test_the_editor_refuses_a_field_that_cannot_be_shown(
    admin_client: Client, make_form: MakeForm, field: dict[str, str], fault: str
) -> None:
    form = make_form()
    response = admin_client.post(
        f"/admin/pages/{form.pk}/edit/", edited(form, field) | {"action-publish": "1"}
    )
    faults = response.context["form"].formsets["form_fields"].errors
    assert [list(fault) for fault in faults] == [[fault]]


def edited(form: FormPage, field: dict[str, str]) -> dict[str, str]:
    """The editor's form as the browser sends it, with one field."""
    usual = {"label": "It", "field_type": "singleline", "choices": "", "default_value": ""}
    sent = {"title": form.title, "slug": form.slug, "button": "Send", "thanks": "Thanks"}
    sent |= {"body-count": "0", "to_address": "", "subject": "", "form_fields-INITIAL_FORMS": "0"}
    sent |= {"form_fields-TOTAL_FORMS": "1", "form_fields-0-ORDER": "1"}
    return sent | {f"form_fields-0-{name}": value for name, value in (usual | field).items()}


def test_a_form_stands_below_home_or_a_page_and_holds_no_pages() -> None:
    assert set(FormPage.allowed_parent_page_models()) == {HomePage, ContentPage}
    assert FormPage.allowed_subpage_models() == []
    assert FormPage in ContentPage.allowed_subpage_models()

"""Whatever brings a text in, what is stored is clean."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import models
from django.test import Client
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Revision

from catalogue.models import Project
from content.entry import text_fields
from content.models import ContentPage, Footer
from forms.models import FormPage, Submission
from sheets.models import Sheet
from tests.catalogue.test_admin import LIST, VALUES
from tests.content.conftest import MakePage, home, make_page, site
from tests.content.stored import item
from tests.forms.conftest import MakeForm, make_form, old_token

__all__ = ["home", "make_form", "make_page", "site"]

INPUTS = Path(__file__).parents[1] / "inputs"
DIRTY, CLEAN = "a\x08b\vc\ufffe", "ab c"


def test_a_value_with_a_soft_return_is_taken(client: Client, make_form: MakeForm) -> None:
    fields = ["Your name", "Email", "What is it about", "Message"]
    kinds = ["singleline", "email", "singleline", "multiline"]
    form = make_form(
        *({"label": label, "field_type": kind} for label, kind in zip(fields, kinds, strict=True))
    )
    values = json.loads((INPUTS / "vertical_tab_submission.json").read_text())["answers"]
    values["your_name"] = "A\ud800da\0"
    sent = {"key": str(uuid4()), "token": old_token(form), "values": values}
    response = client.post(f"/api/forms/{form.pk}/", sent, content_type="application/json")
    assert response.status_code == 201, response.content
    stored = Submission.objects.get().form_data
    assert (stored["message"], stored["your_name"]) == ("one\ntwo", "Ada")


@pytest.mark.parametrize("values", [{"\ud800": "x"}, {"a\0b": "x"}, {"size": "\ud800"}], ids=ascii)
def test_a_refusal_repeats_what_was_sent_clean(
    client: Client, make_form: MakeForm, values: dict[str, str]
) -> None:
    form = make_form({"label": "Size", "field_type": "dropdown", "choices": "S\nM"})
    sent = {"key": str(uuid4()), "token": old_token(form), "values": values}
    response = client.post(f"/api/forms/{form.pk}/", sent, content_type="application/json")
    assert response.status_code in {400, 422}
    assert response.json()["errors"]


@pytest.mark.django_db
def test_imported_projects_are_clean() -> None:
    call_command("import_projects", INPUTS / "control_characters.csv")
    project = Project.objects.get()
    assert (project.title, project.abstract) == ("Title with VT", "ab")


@pytest.mark.django_db
def test_the_admin_stores_clean_text(client: Client) -> None:
    client.force_login(get_user_model().objects.create_superuser("editor", password="x"))
    dirty = {"title": DIRTY, "abstract": DIRTY, "team": "C\x081", "students": "A\0"}
    assert client.post(f"{LIST}add/", {**VALUES, **dirty}).status_code == 302
    stored = Project.objects.get()
    assert (stored.title, stored.abstract) == (CLEAN, "ab\nc")
    assert (stored.team, stored.slug, stored.students) == ("C1", "fall-2026-c1", "A")
    assert " ab c " in f"{stored.words} "


def test_a_field_of_nothing_else_counts_as_empty() -> None:
    with pytest.raises(forms.ValidationError, match="required"):
        forms.CharField().clean("\x08\ufffe")
    assert forms.CharField(widget=forms.PasswordInput).clean("a\x08b") == "a\x08b"


def test_every_page_form_reads_text_the_same_way() -> None:
    """Wagtail's own fields among them: title, slug and description for search engines."""
    form: type[WagtailAdminPageForm] = FormPage.get_edit_handler().get_form_class()
    texts = {name: field for name, field in form.base_fields.items() if is_text(field)}
    assert {"title", "search_description", "thanks", "subject"} <= set(texts)
    for field in texts.values():
        assert DIRTY not in str(field.to_python(DIRTY))


def is_text(field: forms.Field) -> bool:
    return isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput)


OURS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in {"catalogue", "content", "forms", "news", "sheets", "mail"}
]


def test_every_model_is_cleaned_as_it_is_saved() -> None:
    found = {
        (model.__name__, field.attname)
        for model in OURS
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
    }
    cleaned = {(model.__name__, name) for model in OURS for name, _ in text_fields(model)}
    assert found <= cleaned
    assert {("Submission", "form_data"), ("Project", "abstract"), ("Copy", "rows")} <= cleaned


@pytest.mark.django_db
def test_programs_store_clean_text_too(site: Any) -> None:
    Footer.objects.create(site=site, text=DIRTY, legal=DIRTY)
    Sheet.objects.create(title=DIRTY, spreadsheet="x")
    Redirect.objects.create(old_path="/a\x08b", redirect_link="https://e.org/\x08")
    assert list(Footer.objects.values_list("text", "legal")) == [("ab\nc", CLEAN)]
    assert Sheet.objects.get().title == CLEAN
    assert Redirect.objects.get().old_path == "/ab"


BODY = [
    ("hero", {"heading": DIRTY, "text": DIRTY, "image": None, "actions": []}),
    ("rich_text", f"<p>{DIRTY}</p>"),
    ("table", {"data": [[DIRTY]], "table_caption": DIRTY}),
]


def test_blocks_are_clean_in_pages_and_in_their_revisions(make_page: MakePage) -> None:
    page = make_page(DIRTY, body=BODY)
    page.body = [(kind, value) for kind, value in BODY if kind != "table"]
    revision = page.save_revision()
    for stored in (
        ContentPage.objects.get().body.raw_data,
        Revision.objects.get(pk=revision.pk).content,
        [item(page.title)],
    ):
        said = json.dumps(stored, default=str)
        assert "ab c" in said
        assert all(character not in said for character in ("\\u0008", "\\u000b", "\\ufffe"))


def test_a_revision_of_an_older_release_is_read_clean() -> None:
    stored = r'[{"type": "rich_text", "id": "1", "value": "<p>a\ud800\u000bb 🚀 \ud83d\ude80</p>"}]'
    read = ContentPage.body.field.to_python(stored)
    assert read.raw_data[0]["value"] == "<p>a b 🚀 🚀</p>"
    assert ContentPage.body.field.to_python(r"no JSON \u000b").raw_text

"""Two forms sent at the same moment: the second is shown again, with what was typed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import models
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from catalogue.models import Project
from content import refusals
from tests.content.conftest import home, make_page, media, site

__all__ = ["home", "make_page", "media", "site"]

BY_PROGRAM, WITH_ITS_OWNER = "made by the program, never typed", "one for each, found or made"
ONCE = {
    "catalogue.Event: uid": BY_PROGRAM,
    "sheets.Sheet: key": BY_PROGRAM,
    "forms.Submission: key": BY_PROGRAM,
    "wagtailcore.APIToken: key_hash": BY_PROGRAM,
    "wagtailcore.Page: path": BY_PROGRAM,
    "wagtailcore.Page: translation_key, locale": BY_PROGRAM,
    "wagtailcore.Collection: path": BY_PROGRAM,
    "content.Menu: site": WITH_ITS_OWNER,
    "content.Footer: site": WITH_ITS_OWNER,
    "wagtailusers.UserProfile: user": WITH_ITS_OWNER,
    "wagtailcore.Locale: language_code": "not in the admin: the site has one language",
}
FORMS: dict[str, tuple[Any, str, dict[str, str], str]] = {
    "catalogue.Project: slug": (
        Project,
        "/admin/snippets/catalogue/project/add/",
        {"title": "Kept", "team": "A-1", "year": "2026", "term": "3", "class_name": "C"},
        "Fall 2026 already has a team A-1.",
    ),
    "auth.Group: name": (
        Group,
        "/admin/groups/new/",
        {"name": "Kept"}
        | {
            f"{kind}_permissions-{name}": "0"
            for kind in ("page", "image", "document", "collection", "site")
            for name in ("TOTAL_FORMS", "INITIAL_FORMS")
        },
        "A group with that name already exists.",
    ),
    "auth.User: username": (
        User,
        "/admin/users/new/",
        {
            **{"username": "Kept", "email": "a@example.org", "first_name": "A", "last_name": "B"},
            **{"password1": "correct horse battery", "password2": "correct horse battery"},
        },
        "A user with that username already exists.",
    ),
    "wagtailredirects.Redirect: old_path, site": (
        Redirect,
        "/admin/redirects/add/",
        {
            "old_path": "/kept",
            "site": "SITE",
            "is_permanent": "on",
            "redirect_link": "https://example.org/",
        },
        "There is a redirect from this address already.",
    ),
    "wagtailcore.Site: hostname, port": (
        Site,
        "/admin/sites/new/",
        {"hostname": "kept.example", "port": "80", "root_page": "ROOT"},
        "Site with this Hostname and Port already exists.",
    ),
}
FOUND = {
    "catalogue.Project: slug": "team",
    "auth.Group: name": "name",
    "auth.User: username": "username",
    "wagtailredirects.Redirect: old_path, site": "old_path",
    "wagtailcore.Site: hostname, port": "hostname",
}
NOT_IN_FORMS = {
    *("wagtailembeds", "wagtailsearch", "taggit", "contenttypes", "axes", "staff", "wagtailimages"),
    "reviewing",
}


def unique(model: Any) -> Iterator[str]:
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield field.name
    constraints = [
        it.fields for it in model._meta.constraints if isinstance(it, models.UniqueConstraint)
    ]
    for fields in (*model._meta.unique_together, *constraints):
        yield ", ".join(fields)


def test_whatever_must_be_the_only_one_of_its_kind_is_judged() -> None:
    granted = ("GroupSite", "GroupCollection", "GroupPage", "Permission", "PageSubscription")
    inside = ("ReferenceIndex", "WorkflowState", "WorkflowTask")
    found = {
        f"{model._meta.label}: {fields}"
        for model in apps.get_models()
        if model._meta.app_label not in NOT_IN_FORMS
        and not model.__name__.startswith((*granted, *inside))
        for fields in unique(model)
    }
    assert found == ONCE.keys() | FORMS.keys()


@pytest.mark.parametrize("name", FORMS)
def test_the_slower_of_two_forms_is_shown_again(
    name: str, admin_client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is stored between the check of the second and its saving."""
    model, address, values, message = FORMS[name]
    known = {"ROOT": str(site.root_page_id), "SITE": str(site.pk)}
    values = {key: known.get(value, value) for key, value in values.items()}
    saved, again = model.save, refusals.again

    def store_first(*_: Any) -> None:
        other = Client()
        other.force_login(User.objects.get(username="admin"))
        assert other.post(address, values).status_code == 302

    def save(self: Any, *args: Any, **options: Any) -> None:
        monkeypatch.setattr(model, "save", saved)
        store_first()
        saved(self, *args, **options)

    def once_more(request: Any) -> Any:
        if not model.objects.filter(**{FOUND[name]: values[FOUND[name]]}).exists():
            store_first()  # one connection rolled both back
        return again(request)

    monkeypatch.setattr(model, "save", save)
    monkeypatch.setattr(refusals, "again", once_more)
    response = admin_client.post(address, values)
    assert response.status_code == 200
    shown = response.content.decode()
    assert message in shown
    assert next(iter(values.values())) in shown, "what was typed is there"

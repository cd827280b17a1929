"""No field takes an impossible date, and one that is stored all the same breaks nothing."""

import datetime
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client
from wagtail.models import Page

from catalogue.models import Event, Project
from content.entry import check_year
from content.models import ContentPage
from forms.models import FormPage, Submission
from news.models import NewsPage
from sheets.models import Sheet
from tests.caches import clear_caches
from tests.catalogue.conftest import catalogue_page, drone, event, make_project
from tests.catalogue.test_admin import LIST, VALUES, admin
from tests.content.conftest import home, make_page, site
from tests.forms.conftest import MakeForm, Submit, errors, make_form, submit
from tests.news.conftest import MakeNews, index, make_news

__all__ = ["admin", "catalogue_page", "drone", "event", "home", "index", "make_form"]
__all__ += ["make_news", "make_page", "make_project", "site", "submit"]

pytestmark = pytest.mark.django_db
IMPOSSIBLE = [datetime.date.min, datetime.date(26, 12, 11), datetime.date.max]
EVENTS = "/admin/snippets/catalogue/event/"


def test_every_date_field_of_every_model_and_form_looks_at_the_year() -> None:
    fields = [field for model in apps.get_models() for field in model._meta.local_fields]
    dates = [field for field in fields if isinstance(field, models.DateField)]
    assert {"Event.date", "NewsPage.date", "Page.go_live_at"} <= {
        f"{field.model.__name__}.{field.name}" for field in dates
    }
    for field in dates:
        assert check_year in field.validators, field
    form = NewsPage.get_edit_handler().get_form_class()
    for name in ("date", "go_live_at", "expire_at"):
        assert check_year in form.base_fields[name].validators


@pytest.mark.parametrize("day", IMPOSSIBLE, ids=str)
@pytest.mark.parametrize("kind", [forms.DateField, forms.DateTimeField])
def test_a_form_refuses_an_impossible_date(kind: type[forms.Field], day: datetime.date) -> None:
    with pytest.raises(ValidationError, match=r"between 1900 and 2099|interpreted"):
        kind().clean(f"{day.year:04}-{day:%m-%d}")


@pytest.mark.parametrize("year", ["20266", "9999", "26", "0", "1999", "-1", "99999999999"])
def test_the_admin_refuses_a_project_of_no_such_year(admin: Client, year: str) -> None:
    response = admin.post(f"{LIST}add/", {**VALUES, "year": year})
    assert response.status_code == 200
    assert "equal to 20" in response.text or "equal to 0" in response.text
    assert not Project.objects.exists()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", ""])
def test_the_admin_refuses_an_event_on_no_such_day(admin: Client, event: Event, day: str) -> None:
    """Also where its talks, which have no day then, are looked at."""
    opened = admin.get(f"{EVENTS}edit/{event.pk}/")
    values = {
        "title": "E",
        "starts": "09:00",
        "ends": "18:00",
        "date": day,
        "place": "",
        "text": "",
    }
    stream = {
        "tracks-count": "1",
        **{f"tracks-0-{name}": value for name, value in TRACK.items()},
    }
    response = admin.post(f"{EVENTS}edit/{event.pk}/", values | stream)
    assert opened.status_code == response.status_code == 200
    assert ("between 1900 and 2099" if day else "This field is required.") in response.text
    event.refresh_from_db()
    assert event.date == datetime.date(2026, 12, 11)


TRACK = {
    **{"deleted": "", "order": "0", "type": "track", "id": ""},
    **{"value-name": "Finals", "value-place": "", "value-talks-count": "1"},
    **{"value-talks-0-deleted": "", "value-talks-0-order": "0", "value-talks-0-id": ""},
    **{"value-talks-0-value-starts": "13:00", "value-talks-0-value-minutes": "15"},
    **{"value-talks-0-value-project": "", "value-talks-0-value-title": "Panel"},
}


@pytest.mark.parametrize("day", IMPOSSIBLE, ids=str)
def test_a_model_refuses_it_without_a_form(event: Event, day: datetime.date) -> None:
    event.date = day
    with pytest.raises(ValidationError, match="between 1900 and 2099"):
        event.full_clean()


@pytest.mark.parametrize("kind", ["date", "datetime"])
def test_a_value_may_be_a_birthday_but_no_impossible_day(
    make_form: MakeForm, submit: Submit, kind: str
) -> None:
    form: FormPage = make_form({"label": "Day", "field_type": kind})
    for value in ("0026-12-11", "9999-12-31"):
        assert list(errors(submit(form, {"day": value}), 422)) == ["day"]
    assert submit(form, {"day": "1950-02-01"}).status_code == 201


ADDRESSES = [
    *("layout/", "projects/", "projects/?semester=fall-2026", "events/next/", "search/?q=thermal"),
    *(
        "pages/?path=/",
        "pages/?path=/all-projects/",
        "pages/?path=/news/a-prize/",
        "news/?path=/news/",
    ),
]


def test_what_is_stored_breaks_no_page(
    client: Client,
    catalogue_page: ContentPage,
    drone: Project,
    event: Event,
    make_news: MakeNews,
) -> None:
    make_news("A prize")
    for number, change in enumerate(stored_changes()):
        change()
        Project.objects.update(slug=f"{drone.slug}-{number}")
        clear_caches()
        project = f"pages/?path=/all-projects/{drone.slug}-{number}/"
        of_event = [f"events/{event.pk}/", f"events/{event.pk}/calendar.ics"]
        for address in (*ADDRESSES, project, *of_event):
            response = client.get(f"/api/{address}")
            assert response.status_code < 500, (number, address)
            if "event" not in address:
                assert response.status_code == 200, (number, address)
        for address in ("/feed.xml", "/sitemap.xml"):
            assert client.get(address).status_code == 200, (number, address)


def stored_changes() -> list[Any]:
    ends = [datetime.datetime.min, datetime.datetime.max]
    moments = [moment.replace(tzinfo=datetime.UTC) for moment in ends]
    return [
        *(lambda day=day: Event.objects.update(date=day) for day in IMPOSSIBLE),
        *(lambda day=day: NewsPage.objects.update(date=day) for day in IMPOSSIBLE),
        *(lambda year=year: Project.objects.update(year=year) for year in (0, 26, 9999, 20266)),
        lambda: Project.objects.update(term=9, year=2026),
        *(lambda m=m: Page.objects.update(last_published_at=m) for m in moments),
        *(lambda m=m: Page.objects.update(go_live_at=m, expire_at=m) for m in moments),
        *(lambda m=m: Project.objects.update(updated=m) for m in moments),
        *(lambda talk=talk: store_talk(talk) for talk in TALKS),
    ]


TALKS: list[Any] = [
    {},
    {"starts": "25:00", "minutes": 15},
    {"starts": None, "minutes": 15},
    {"starts": "13:00", "minutes": None},
    {"starts": "13:00", "minutes": 10**12},
]


def store_talk(talk: Any) -> None:
    talks = [{"type": "item", "id": "1", "value": talk}]
    track = {"type": "track", "id": "2", "value": {"name": "T", "talks": talks}}
    Event.objects.update(date=datetime.date(2026, 12, 11), tracks=[track])


def test_the_admin_shows_them_so_that_they_can_be_corrected(
    admin: Client, drone: Project, event: Event
) -> None:
    Project.objects.update(year=20266, term=9)
    for day in IMPOSSIBLE:
        Event.objects.update(date=day)
        for address in (LIST, EVENTS, f"{LIST}edit/{drone.pk}/", f"{EVENTS}edit/{event.pk}/"):
            assert admin.get(address).status_code == 200, (day, address)


@pytest.mark.parametrize("end", [datetime.datetime.min, datetime.datetime.max], ids=["1", "9999"])
def test_the_admin_shows_stored_times_at_the_ends_of_the_calendar(
    admin: Client, make_form: MakeForm, end: datetime.datetime
) -> None:
    form, moment = make_form(), end.replace(tzinfo=datetime.UTC)
    Submission.objects.create(page=form, form_data={})
    sheet = Sheet.objects.create(title="S", spreadsheet="x" * 20)
    for model in (Page, Submission, Sheet):
        times = [f for f in model._meta.local_fields if isinstance(f, models.DateTimeField)]
        model._default_manager.update(**{field.name: moment for field in times})
    for address in (
        *(f"/admin/pages/{form.pk}/edit/", f"/admin/pages/{form.get_parent().pk}/", "/admin/"),
        *(f"/admin/forms/submissions/{form.pk}/", "/admin/reports/aging-pages/"),
        *("/admin/snippets/sheets/sheet/", f"/admin/snippets/sheets/sheet/edit/{sheet.pk}/"),
        *(f"/api/sheets/{sheet.key}/", "/api/pages/?path=/", "/sitemap.xml"),
    ):
        assert admin.get(address).status_code == 200, address

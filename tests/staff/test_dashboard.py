"""The admin is the programme's: its name, a dashboard with what waits, a search that finds all."""

import datetime
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Site

from catalogue.models import Event
from content.models import ContentPage
from news.models import NewsIndexPage
from sheets.models import Sheet
from tests.content.conftest import MakeImage, MakePage, home, make_image, make_page, media, site

__all__ = ["home", "make_image", "make_page", "media", "site"]


def member(group: str) -> Client:
    user = User.objects.create_user(group.lower())
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_sign_in_page_is_the_programmes(client: Client, db: None) -> None:
    page = text(client, "/admin/login/")
    assert "Sign in to Innovate to Grow" in page
    assert "content/logo.svg" in page
    assert "content/admin.css" in page
    assert "Wagtail</title>" not in page


def test_every_page_inside_has_name_and_logo(db: None) -> None:
    page = text(member("Editors"), "/admin/")
    assert "- Innovate to Grow</title>" in page
    assert 'alt="Innovate to Grow"' in page


def test_the_dashboard_says_what_waits(make_page: MakePage) -> None:
    page: ContentPage = make_page("Soon")
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    Sheet.objects.create(
        title="Teams", spreadsheet="x", failure="Gone", failing_since=timezone.now()
    )
    draft = make_page("Draft")
    draft.save_revision()
    draft.get_workflow().start(draft, User.objects.create_user("author"))
    shown = text(member("Publishers"), "/admin/")
    when = timezone.localtime(page.go_live_at)
    assert f"“Soon” goes live on {when:%-d %b %Y, %H:%M %Z}" in shown
    assert when.tzname() in {"PDT", "PST"}
    assert "Google Sheet “Teams”: Gone" in shown
    assert "1 draft waits for a review" in shown
    assert "for a review" not in text(member("Editors"), "/admin/")


def test_nothing_waits_on_an_empty_site(db: None) -> None:
    assert "Nothing is waiting." in text(member("Editors"), "/admin/")


def test_shortcuts_lead_to_what_editors_do_most(db: None) -> None:
    index = NewsIndexPage(title="News", slug="news")
    Site.objects.get(is_default_site=True).root_page.add_child(instance=index)
    event = Event.objects.create(
        title="Fall", date="2099-12-11", starts=datetime.time(9), ends=datetime.time(18)
    )
    editor = member("Editors")
    shown = text(editor, "/admin/")
    for address in (
        f"/admin/pages/add/news/newspage/{index.pk}/",
        f"/admin/snippets/catalogue/event/edit/{event.pk}/",
        "/admin/snippets/catalogue/event/add/",
    ):
        assert f'href="{address}"' in shown
        text(editor, address)


def test_the_search_finds_projects_and_events(db: None) -> None:
    shown = text(member("Editors"), "/admin/pages/search/?q=drone")
    for model in ("project", "event"):
        assert f'href="/admin/snippets/catalogue/{model}/?q=drone"' in shown


@pytest.mark.parametrize("kind", ["body", "seo_image"])
def test_deleting_a_used_picture_says_where_it_is_used(
    make_page: MakePage, make_image: MakeImage, admin_client: Client, kind: str
) -> None:
    image = make_image()
    block = {"image": {"image": image.pk, "decorative": True, "alt_text": ""}}
    if kind == "body":
        make_page("About", body=[("image", block)])
    else:
        make_page("About", seo_image=image)
    asked = text(admin_client, f"/admin/images/{image.pk}/delete/")
    assert "1 time" in asked
    assert f"/admin/images/usage/{image.pk}/" in asked
    assert "About" in text(admin_client, f"/admin/images/usage/{image.pk}/")
    assert Image.objects.filter(pk=image.pk).exists()

"""Where pages may stand, and which addresses they have."""

import re

import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.models import Page

from content.models import ContentPage, HomePage
from tests.content.conftest import MakePage

ADMIN = "/admin/"


def test_home_stands_below_the_root_and_once() -> None:
    assert HomePage.allowed_parent_page_models() == [Page]
    assert HomePage.max_count_per_parent == 1


def test_pages_stand_below_home_and_below_each_other() -> None:
    assert set(ContentPage.allowed_parent_page_models()) == {HomePage, ContentPage}
    assert made_below(HomePage) == {"ContentPage", "NewsIndexPage", "FormPage"}
    assert made_below(ContentPage) == {"ContentPage", "NewsIndexPage", "FormPage"}


def made_below(model: type[Page]) -> set[str]:
    """What editors are offered; Wagtail lists its own bare page too, which nobody can make."""
    return {kind.__name__ for kind in model.allowed_subpage_models() if kind.is_creatable}


def test_a_second_home_page_is_refused(home: HomePage) -> None:
    assert not HomePage.can_create_at(home.get_parent())
    assert ContentPage.can_create_at(home)


def test_a_pages_address_is_the_sites(make_page: MakePage, settings: Settings) -> None:
    team = make_page("Team", make_page("About"))
    settings.FRONTEND_URL = "https://innovatetogrow.com"
    assert (team.full_url, team.url) == ("https://innovatetogrow.com/about/team/", "/about/team/")


def test_without_a_site_of_its_own_a_pages_address_is_the_backends(make_page: MakePage) -> None:
    assert make_page("About").full_url == "http://localhost/about/"


def test_a_page_outside_every_site_has_no_address(db: None) -> None:
    assert Page.get_first_root_node().specific.full_url is None


def test_editors_open_and_publish_a_page(
    admin_client: Client, make_page: MakePage, settings: Settings
) -> None:
    settings.FRONTEND_URL = "https://innovatetogrow.com"
    about = make_page("About")
    editor = admin_client.get(f"{ADMIN}pages/{about.pk}/edit/")
    assert editor.status_code == 200
    form = {
        "title": "About us",
        "slug": "about",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "call_to_action",
        "body-0-value-heading": "Join",
        "body-0-value-text": "",
        "body-0-value-actions-count": "1",
        "body-0-value-actions-0-deleted": "",
        "body-0-value-actions-0-order": "0",
        "body-0-value-actions-0-value-label": "Mail",
        "body-0-value-actions-0-value-email": "i2g@example.org",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    published = admin_client.post(f"{ADMIN}pages/{about.pk}/edit/", form, follow=True)
    assert published.status_code == 200
    about.refresh_from_db()
    assert about.title == "About us"
    assert about.body[0].value["actions"][0]["email"] == "i2g@example.org"


def test_view_live_leads_to_the_site(
    admin_client: Client, make_page: MakePage, settings: Settings
) -> None:
    settings.FRONTEND_URL = "https://innovatetogrow.com"
    about = make_page("About")
    editor = admin_client.get(f"{ADMIN}pages/{about.pk}/edit/").content.decode()
    (live,) = set(re.findall(r'href="([^"]*/about/)"', editor))
    response = admin_client.get(live)
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "https://innovatetogrow.com/about/",
    )


@pytest.mark.parametrize("name", ["menu", "footer"])
def test_editors_open_menu_and_footer(name: str, admin_client: Client, home: HomePage) -> None:
    response = admin_client.get(f"{ADMIN}settings/content/{name}/", follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"].startswith(f"{ADMIN}settings/content/{name}/")


def test_the_admin_is_named_for_the_site(admin_client: Client) -> None:
    assert "Innovate to Grow" in admin_client.get(ADMIN).content.decode()

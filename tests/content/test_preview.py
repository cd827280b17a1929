"""What Wagtail's Preview returns: the draft as the API returns pages, for the site to show."""

import json
import re
from pathlib import Path
from typing import Any

from django.test import Client, RequestFactory
from pytest_django import Settings
from wagtail.models import Page

from content import pages
from content.models import ContentPage, HomePage
from tests.content.conftest import MakePage


def shown(page: Page) -> Any:
    response = page.make_preview_request(RequestFactory().get("/admin/"))
    assert response.status_code == 200
    return response


def draft_in(response: Any) -> Any:
    found = re.search(r'<script id="draft" type="application/json">(.*?)</script>', response.text)
    assert found
    return json.loads(found[1])


def test_a_draft_is_said_as_its_page_is(make_page: MakePage) -> None:
    page = make_page("About", body=[("rich_text", "<p>Words</p>")])
    published = pages.find("/about/")
    assert published
    draft = draft_in(shown(page))
    assert draft | {"updated": ""} == published.model_dump(mode="json") | {"updated": ""}


def test_a_new_page_is_shown_before_it_is_saved(home: HomePage) -> None:
    page = ContentPage(title="New", slug="new", depth=home.depth + 1)
    page.path = page._get_path(home.path, page.depth, 1)
    page.set_url_path(home)
    draft = draft_in(shown(page))
    assert (draft["path"], draft["title"]) == ("/new/", "New")


def test_the_frame_is_the_sites(make_page: MakePage, settings: Settings) -> None:
    page = make_page("About")
    assert 'data-site="/preview/"' in shown(page).text
    settings.FRONTEND_URL = "https://www.innovatetogrow.test"
    assert 'data-site="https://www.innovatetogrow.test/preview/"' in shown(page).text


def test_nothing_keeps_a_preview(make_page: MakePage) -> None:
    response = shown(make_page("About"))
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_hostile_title_stays_text(make_page: MakePage) -> None:
    title = "</script></title><script>alert(1)</script>"
    response = shown(make_page(title, slug="hostile"))
    assert "<script>alert" not in response.text
    assert draft_in(response)["title"] == title


def test_only_the_preview_of_the_admin_may_be_framed(
    make_page: MakePage, admin_client: Client
) -> None:
    page = make_page("About")
    edit = admin_client.get(f"/admin/pages/{page.pk}/edit/")
    preview = admin_client.get(f"/admin/pages/{page.pk}/edit/preview/")
    assert (edit.headers["X-Frame-Options"], preview.headers["X-Frame-Options"]) == (
        "DENY",
        "SAMEORIGIN",
    )


def test_what_answers_by_path_leaves_drafts_alone(
    home: HomePage, make_page: MakePage, settings: Settings, tmp_path: Path
) -> None:
    """`make run` has the built site at /, and every runtime has health at /health/."""
    (tmp_path / "index.html").write_text("the built site")
    settings.STATIC_ROOT = tmp_path / "static"  # a new checkout has none
    settings.STATIC_ROOT.mkdir()
    settings.WHITENOISE_ROOT, settings.WHITENOISE_INDEX_FILE = tmp_path, True
    settings.WHITENOISE_AUTOREFRESH = False
    settings.MIDDLEWARE = ["web.built_site.BuiltSiteMiddleware", *settings.MIDDLEWARE]
    assert b"".join(Client().get("/").streaming_content) == b"the built site"  # type: ignore[attr-defined]
    assert draft_in(shown(home))["path"] == "/"
    assert draft_in(shown(make_page("Health")))["path"] == "/health/"

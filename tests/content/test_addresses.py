"""Redirects from addresses that nobody can ask for, and page addresses that nothing can hold."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.views import create_redirects_from_dataset
from wagtail.models import Page

from content.models import HomePage
from content.pages import find
from delivery.site.rules import DEEP_LINKS
from tests.content.conftest import MakePage

PASSED_ON = re.compile(DEEP_LINKS["source"].removeprefix("</").removesuffix("/>"))
HOST = "https://www.innovatetogrow.test"
ADD = "/admin/redirects/add/"
EMPTY = {
    "body-count": "0",
    **{
        f"{formset}-{kind}_FORMS": "0"
        for formset in ("comments", "form_fields")
        for kind in ("TOTAL", "INITIAL")
    },
}


@pytest.fixture
def editor(admin_client: Client, settings: Settings, home: HomePage) -> Client:
    settings.FRONTEND_URL = HOST
    return admin_client


def post(editor: Client, old_path: str, link: str = "https://example.org/") -> list[str]:
    """What the form says of it; nothing where it was saved."""
    data = {"old_path": old_path, "redirect_link": link, "is_permanent": "on", "redirect_page": ""}
    response = editor.post(ADD, data)
    if response.status_code == 302:
        return []
    errors: dict[str, list[str]] = response.context["form"].errors
    return [error for errors in errors.values() for error in errors]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("/projects.html?id=3", "only the path"),
        ("/projects/?id=3", "only the path"),
        ("?page=2", "only the path"),
        ("/about#team", "only the path"),
        ("/files/brochure.pdf", "looks for a file if an address has a dot"),
        ("/about.aspx", "looks for a file if an address has a dot"),
        ("/v1.0/news", "looks for a file if an address has a dot"),
        ("/a/../b", "looks for a file if an address has a dot"),
        ("/a%2Eb", "looks for a file if an address has a dot"),
        ("/a%2Fb", "does not encode"),
        ("/100%25", "does not encode"),
        ("/a//b", "two slashes"),
        ("/a;b=c", "a ;"),
        ("/a\\b", "backslash"),
        ("/search", "the site itself"),
        ("/Preview/", "the site itself"),
        ("/api/old", "the site itself"),
        ("https://elsewhere.example/about", "belongs to another site"),
        ("//elsewhere.example/about", "belongs to another site"),
        ("/", "visitors see the page"),
        ("/present", "visitors see the page"),
        ("/x" * 128, "at most 255 characters (it has 256)"),
    ],
)
def test_an_address_that_nobody_reaches_is_refused_with_the_reason(
    typed: str, reason: str, editor: Client, make_page: MakePage
) -> None:
    make_page("Present")
    said = post(editor, typed)
    assert [reason in error for error in said] == [True], said
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("/Old-Page", "/old-page/"),
        ("/old-page", "/OLD-Page/"),
        ("old/page/", "/old/page/"),
        ("/caf%C3%A9", "/café/"),
        ("/ÄLTER", "/älter/"),
        ("/with space", "/with space/"),
        (f"{HOST}/Pasted/", "/pasted/"),
        ("/apiary", "/apiary/"),
        ("/search/all", "/search/all/"),
        ("/x" * 127, "/x" * 127 + "/"),
    ],
)
def test_what_is_taken_is_reached_in_any_case(typed: str, asked: str, editor: Client) -> None:
    assert post(editor, typed) == []
    assert PASSED_ON.match(asked)
    for path in (asked, asked.upper()):
        found = editor.get("/api/pages/", {"path": path}).json()
        assert (found["type"], found["location"]) == ("redirect", "https://example.org/")


def test_what_was_stored_before_is_found_in_any_case_the_exact_one_first(home: HomePage) -> None:
    Redirect.objects.create(old_path="/Old", redirect_link="https://typed.example/")
    Redirect.objects.create(old_path="/old", redirect_link="https://lower.example/")
    for path, location in (("/Old/", "typed"), ("/old/", "lower")):
        found: Any = find(path)
        assert found.location == f"https://{location}.example/"
    Redirect.objects.get(old_path="/old").delete()
    moved: Any = find("/OLD/")
    assert moved.location == "https://typed.example/"


def test_one_address_has_one_redirect(editor: Client) -> None:
    assert post(editor, "/Old") == []
    assert post(editor, "/OLD") == ["There is a redirect from this address already."]


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("", "Choose the page"),
        ("ftp://example.org/", "https:// or http://"),
        ("https://example.org/" + "x" * 240, "at most 255 characters (it has 260)"),
    ],
)
def test_a_redirect_to_nowhere_is_refused(link: str, reason: str, editor: Client) -> None:
    said = post(editor, "/old", link)
    assert [reason in error for error in said] == [True], said


def test_an_import_refuses_them_by_row(editor: Client) -> None:
    rows = [("/old", "https://example.org/"), ("/brochure.pdf", "https://example.org/")]
    config = {"from_index": 0, "to_index": 1, "permanent": True, "site": None}
    found = create_redirects_from_dataset(rows, config)
    assert (found["successes"], found["errors_count"]) == (1, 1)
    assert "looks for a file if an address has a dot" in str(found["errors"][0])


def chain(make_page: MakePage, *slugs: str) -> list[Page]:
    pages: list[Page] = []
    for slug in slugs:
        pages.append(make_page(slug[:20], pages[-1] if pages else None, slug=slug))
    return pages


def address(page: Page) -> str:
    page.refresh_from_db()
    return f"/{page.url_path.split('/', 2)[2]}"


def test_a_page_address_has_at_most_255_characters(make_page: MakePage, home: HomePage) -> None:
    *_, longest = chain(make_page, "a" * 100, "b" * 100, "c" * 51)
    assert len(address(longest)) == 255
    with pytest.raises(
        ValidationError, match="would have 256 characters, but at most 255 are possible"
    ):
        make_page("Long", longest.get_parent(), slug="d" * 52)
    with pytest.raises(ValidationError, match="would have 256 characters"):
        type(longest)(
            title="Draft", slug="d" * 52, depth=5, path=f"{longest.path}9"
        ).minimal_clean()


def test_the_editor_is_told_of_a_new_pages_address(
    admin_client: Client, make_page: MakePage, home: HomePage
) -> None:
    *_, above = chain(make_page, "a" * 100, "b" * 100)
    for kind in ("content/contentpage", "forms/formpage"):
        below = above if kind.startswith("content") else home
        add = f"/admin/pages/add/{kind}/{below.pk}/"
        slug = "d" * (55 if kind.startswith("content") else 254)
        response = admin_client.post(add, {"title": "New", "slug": slug, **EMPTY})
        assert "would have 25" in str(response.context["form"].errors["slug"])


def test_a_slug_that_makes_the_pages_below_too_long_is_refused_in_the_editor(
    admin_client: Client, make_page: MakePage
) -> None:
    above, *_ = chain(make_page, "a" * 100, "b" * 100, "c" * 51)
    above.slug = "a" * 101
    with pytest.raises(ValidationError, match="The longest address of the pages below it"):
        above.specific.clean()
    above.slug = "a" * 90
    above.save_revision().publish()
    assert len(address(Page.objects.get(slug="c" * 51))) == 245


def test_neither_a_move_nor_a_copy_makes_an_address_too_long(
    admin_client: Client, make_page: MakePage, home: HomePage
) -> None:
    long, below = chain(make_page, "a" * 200, "b" * 40)
    (moved,) = chain(make_page, "c" * 60)
    single = f"/admin/pages/{moved.pk}/move/{long.pk}/confirm/"
    said = admin_client.post(single, follow=True).content.decode()
    assert "The page was not moved. Its address would have 263 characters" in said
    bulk = f"/admin/bulk/wagtailcore/page/move/?id={moved.pk}&next=/admin/"
    said = admin_client.post(bulk, {"chooser": long.pk}, follow=True).content.decode()
    assert "No page was moved" in said
    copied = admin_client.post(
        f"/admin/pages/{moved.pk}/copy/",
        {"new_title": "Copy", "new_slug": moved.slug, "new_parent_page": long.pk},
    )
    assert "would have 263 characters" in str(copied.context["form"].errors)
    assert address(moved) == f"/{'c' * 60}/"
    assert Page.objects.filter(slug=moved.slug).count() == 1
    admin_client.post(f"/admin/pages/{below.pk}/move/{home.pk}/confirm/")
    assert address(below) == f"/{'b' * 40}/"


def test_a_page_that_is_too_long_already_can_be_edited_and_shortened(make_page: MakePage) -> None:
    *_, page = chain(make_page, "a" * 100, "b" * 100)
    Page.objects.filter(pk=page.pk).update(
        slug="b" * 200, url_path=page.url_path.replace("b" * 100, "b" * 200)
    )
    stored = Page.objects.get(pk=page.pk).specific
    stored.title = "Changed"
    stored.clean()
    stored.slug = "short"
    stored.save_revision().publish()
    assert address(page) == f"/{'a' * 100}/short/"
    assert [len(one.old_path) for one in Redirect.objects.all() if len(one.old_path) > 255] == []

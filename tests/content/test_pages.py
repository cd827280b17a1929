"""Pages by path: what a visitor gets, and what is hidden from one."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Page, PageViewRestriction, Site

from content import pages, schemas
from content.models import ContentPage, HomePage
from tests.content.conftest import MakeImage, MakePage
from tests.content.stored import ID, item, link, picture


def test_says_everything_about_a_page(make_page: MakePage, home: HomePage) -> None:
    about = make_page("About", body=[("rich_text", "<p>Who we are.</p>")])
    team = make_page(
        "Team", about, seo_title="The team", body=[("rich_text", "<p>Four of us.</p>")]
    )
    make_page("Alumni", team)
    make_page("Friends", team)
    found = pages.find("/about/team/")
    assert isinstance(found, schemas.Page)
    assert found.model_dump(mode="json", exclude={"updated"}) == {
        "type": "page",
        "path": "/about/team/",
        "title": "Team",
        "seo": {
            "title": "The team",
            "description": "Four of us.",
            "canonical": "/about/team/",
            "image": None,
        },
        "breadcrumbs": [
            {"title": "Innovate to Grow", "path": "/"},
            {"title": "About", "path": "/about/"},
        ],
        "children": [
            {"title": "Alumni", "path": "/about/team/alumni/"},
            {"title": "Friends", "path": "/about/team/friends/"},
        ],
        "body": [{"id": ID, "type": "rich_text", "value": {"html": "<p>Four of us.</p>"}}],
    }
    assert found.updated == team.last_published_at


def test_a_new_database_has_an_empty_home_page(db: None) -> None:
    found = pages.find("/")
    assert isinstance(found, schemas.Page)
    assert found.model_dump(exclude={"updated"}) == {
        "type": "page",
        "path": "/",
        "title": "Innovate to Grow",
        "seo": {"title": "Innovate to Grow", "description": "", "canonical": "/", "image": None},
        "breadcrumbs": [],
        "children": [],
        "body": [],
    }


def test_a_page_that_was_never_published_but_is_live_is_found(home: HomePage) -> None:
    home.add_child(instance=ContentPage(title="About", slug="about"))
    assert found_page("/about/").title == "About"


def test_canonical_is_absolute_where_the_sites_address_is_known(
    make_page: MakePage, settings: Settings
) -> None:
    make_page("About")
    settings.FRONTEND_URL = "https://innovatetogrow.com"
    assert found_page("/about/").seo.canonical == "https://innovatetogrow.com/about/"


def test_a_search_description_goes_before_the_bodys_first_words(make_page: MakePage) -> None:
    make_page("About", search_description="In short", body=[("rich_text", "<p>Long</p>")])
    assert found_page("/about/").seo.description == "In short"


@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/about/nothing/", "/ABOUT/", "/home/", "/home/about/", "//", "/\0/", "/%/"],
)
def test_finds_nothing_where_nothing_is(path: str, make_page: MakePage) -> None:
    make_page("About")
    assert pages.find(path) is None


def test_finds_a_page_whose_slug_is_not_ascii(make_page: MakePage, settings: Settings) -> None:
    make_page("Über uns", slug="über-uns")
    assert found_page("/über-uns/").title == "Über uns"


def test_shows_the_published_version_and_not_the_draft(make_page: MakePage) -> None:
    about = make_page("About")
    about.title, about.slug = "About us", "about-us"
    about.save_revision()
    assert found_page("/about/").title == "About"
    assert pages.find("/about-us/") is None


def test_an_unpublished_page_is_gone_everywhere(make_page: MakePage) -> None:
    about = make_page("About")
    make_page("Team", about)
    about.unpublish()
    assert pages.find("/about/") is None
    assert found_page("/").children == []
    assert [crumb.path for crumb in found_page("/about/team/").breadcrumbs] == ["/"]


def restrict(page: Page, kind: str) -> PageViewRestriction:
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    if kind == PageViewRestriction.GROUPS:
        restriction.groups.add(Group.objects.create(name="Judges"))
    return restriction


@pytest.mark.parametrize("kind", ["login", "password", "groups"])
def test_a_restricted_page_and_all_below_it_are_hidden(kind: str, make_page: MakePage) -> None:
    about = make_page("About")
    team = make_page("Team", about)
    make_page("Alumni", team)
    restriction = restrict(about, kind)
    assert [pages.find(path) for path in ("/about/", "/about/team/", "/about/team/alumni/")] == [
        None,
        None,
        None,
    ]
    assert found_page("/").children == []
    restriction.delete()
    assert found_page("/about/team/").title == "Team"


def test_links_to_hidden_pages_vanish(make_page: MakePage) -> None:
    hidden, visible = make_page("Hidden"), make_page("Visible")
    hidden.unpublish()
    anchors = "".join(f'<a linktype="page" id="{p.pk}">x</a>' for p in (hidden, visible))
    actions = [item(link(page=p.pk)) for p in (hidden, visible)]
    make_page(
        "About",
        body=[("rich_text", f"<p>{anchors}</p>"), ("hero", {"heading": "x", "actions": actions})],
    )
    text, hero = found_page("/about/").body
    assert text.value.model_dump() == {"html": '<p>x<a href="/visible/">x</a></p>'}
    assert hero.value.model_dump()["actions"] == [{"label": "Read more", "href": "/visible/"}]


def test_pages_of_another_site_are_neither_found_nor_linked(make_page: MakePage) -> None:
    root = Page.get_first_root_node()
    other = root.add_child(instance=HomePage(title="Other", slug="other"))
    page = other.add_child(instance=ContentPage(title="Elsewhere", slug="elsewhere"))
    Site.objects.create(hostname="other.example", root_page=other)
    make_page("About", body=[("hero", {"heading": "x", "actions": [item(link(page=page.pk))]})])
    assert pages.find("/elsewhere/") is None
    (hero,) = found_page("/about/").body
    assert hero.value.model_dump()["actions"] == []


def test_a_block_of_an_older_version_is_left_out(make_page: MakePage) -> None:
    about = make_page("About", body=[("rich_text", "<p>Kept</p>")])
    stored = [item({"slides": []}, "carousel"), *about.body.raw_data]
    ContentPage.objects.filter(pk=about.pk).update(body=json.dumps(stored))
    assert [block.type for block in found_page("/about/").body] == ["rich_text"]


def test_scripts_pasted_into_the_database_do_not_come_out(make_page: MakePage) -> None:
    make_page("About", body=[("rich_text", "<p>Hi<script>alert(1)</script></p>")])
    (text,) = found_page("/about/").body
    assert text.value.model_dump() == {"html": "<p>Hi</p>"}


def test_the_hero_gives_the_picture_for_shared_links(
    make_page: MakePage, make_image: MakeImage
) -> None:
    hero, shared = make_image(title="Hero"), make_image(title="Shared")
    body = [("hero", {"heading": "x", "image": picture(hero.pk)})]
    make_page("About", body=body)
    make_page("Event", body=body, seo_image=shared)
    assert "hero" in (found_page("/about/").seo.image or "")
    assert "shared" in (found_page("/event/").seo.image or "")


def full(images: list[int], links: list[int], times: int) -> list[tuple[str, Any]]:
    """A body with every block that refers to something, ``times`` over."""
    body: list[tuple[str, Any]] = []
    for n in range(times):
        image, target = picture(images[n % len(images)]), [item(link(page=links[n % len(links)]))]
        text = f'<p><a linktype="page" id="{links[n % len(links)]}">x</a></p>'
        card = {"title": "x", "image": image, "link": target}
        person = {"name": "x", "image": image, "link": target}
        body += [
            ("rich_text", text),
            ("image", {"image": image}),
            ("cards", {"cards": [item(card)] * (n + 1)}),
            ("people", {"people": [item(person)] * (n + 1)}),
            ("call_to_action", {"heading": "x", "actions": target}),
        ]
    return body


def test_queries_do_not_grow_with_what_a_page_holds(
    make_page: MakePage, make_image: MakeImage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    images = [make_image(title=f"Picture {n}").pk for n in range(4)]
    links = [make_page(f"Target {n}").pk for n in range(4)]
    small = make_page("Small", body=full(images[:1], links[:1], 1))
    large = make_page("Large", body=full(images, links, 8))
    make_page("Child", large)
    for page in (small, large):
        found_page(f"/{page.slug}/")  # makes what the test's open transaction kept from being made
    for page in (small, large):
        with django_assert_num_queries(9):
            found = found_page(f"/{page.slug}/")
        assert len(found.body) in {5, 40}


def found_page(path: str) -> schemas.Page:
    found = pages.find(path)
    assert isinstance(found, schemas.Page), f"{path} is {found}"
    return found

"""The menu and the footer, as editors leave them and as visitors see them."""

from typing import Any

from django.conf import settings
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction, Site

from content.layout import layout
from content.models import Footer, Menu
from tests.content.conftest import MakePage
from tests.content.stored import item, link


def stream(model: type[Menu] | type[Footer], field: str, kind: str, values: list[Any]) -> Any:
    block = model._meta.get_field(field).stream_block
    return block.to_python([item(value, kind) for value in values])


def save_menu(site: Site, items: list[Any], tagline: str = "") -> None:
    menu = Menu.for_site(site)
    menu.tagline, menu.items = tagline, stream(Menu, "items", "item", items)
    menu.save()


def test_a_new_site_has_its_name_and_nothing_else(db: None) -> None:
    assert layout().model_dump() == {
        "site_name": "Innovate to Grow",
        "tagline": "",
        "menu": [],
        "footer": {"text": "", "columns": [], "social": [], "legal": ""},
    }


def test_without_a_site_there_is_still_a_layout(site: Site) -> None:
    site.delete()
    assert layout().site_name == settings.WAGTAIL_SITE_NAME


def test_says_everything_editors_entered(site: Site, make_page: MakePage) -> None:
    about = make_page("About")
    team = make_page("Team", about)
    save_menu(
        site,
        [
            {**link("About us", page=about.pk), "children": [item(link("Team", page=team.pk))]},
            {**link("Shop", url="https://shop.example/"), "children": []},
        ],
        tagline="School of Engineering",
    )
    footer = Footer.for_site(site)
    footer.text, footer.legal = "UC Merced\nMerced, CA", "© The Regents"
    columns = [{"heading": "More", "links": [item(link("Team", page=team.pk))]}]
    footer.columns = stream(Footer, "columns", "column", columns)
    footer.social = stream(Footer, "social", "link", [link("Email", email="i2g@example.org")])
    footer.save()
    assert layout().model_dump() == {
        "site_name": "Innovate to Grow",
        "tagline": "School of Engineering",
        "menu": [
            {
                "label": "About us",
                "href": "/about/",
                "children": [{"label": "Team", "href": "/about/team/"}],
            },
            {"label": "Shop", "href": "https://shop.example/", "children": []},
        ],
        "footer": {
            "text": "UC Merced\nMerced, CA",
            "columns": [{"heading": "More", "links": [{"label": "Team", "href": "/about/team/"}]}],
            "social": [{"label": "Email", "href": "mailto:i2g@example.org"}],
            "legal": "© The Regents",
        },
    }


def test_links_to_hidden_pages_vanish(site: Site, make_page: MakePage) -> None:
    draft, private, live = make_page("Draft"), make_page("Private"), make_page("Live")
    children = [item(link(p.title, page=p.pk)) for p in (draft, private, live)]
    save_menu(
        site, [{**link(p.title, page=p.pk), "children": children} for p in (draft, private, live)]
    )
    draft.unpublish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert [item.model_dump() for item in layout().menu] == [
        {"label": "Live", "href": "/live/", "children": [{"label": "Live", "href": "/live/"}]}
    ]


def test_a_link_follows_a_page_that_moves(site: Site, make_page: MakePage) -> None:
    about, team = make_page("About"), make_page("Team")
    save_menu(site, [link("Team", page=team.pk)])
    team.move(about, pos="last-child")
    assert [item.href for item in layout().menu] == ["/about/team/"]


def test_queries_do_not_grow_with_the_menu(
    site: Site, make_page: MakePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    found = [make_page(f"Page {n}") for n in range(6)]
    for shown in (found[:1], found):
        save_menu(site, [link(page.title, page=page.pk) for page in shown])
        with django_assert_num_queries(6):
            assert len(layout().menu) == len(shown)

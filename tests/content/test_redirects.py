"""Old addresses lead to new ones, at once and never in circles."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from content import redirects, schemas
from content.models import ContentPage, HomePage
from content.pages import find
from content.public_site import PublicSite
from tests.content.conftest import MakePage

HOST = "https://innovatetogrow.com"


def leads(location: str, permanent: bool = True) -> schemas.Redirect:
    return schemas.Redirect(location=location, permanent=permanent)


def test_a_renamed_pages_old_addresses_lead_to_the_new_ones(
    make_page: MakePage, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    about = make_page("About")
    make_page("Team", about)
    with django_capture_on_commit_callbacks(execute=True):
        about.slug = "about-us"
        about.save_revision().publish()
    assert find("/about/") == leads("/about-us/")
    assert find("/about/team/") == leads("/about-us/team/")


def test_a_moved_pages_old_address_leads_to_the_new_one(make_page: MakePage) -> None:
    about, team = make_page("About"), make_page("Team")
    team.move(about, pos="last-child")
    assert find("/team/") == leads("/about/team/")


def test_a_page_moved_back_is_a_page_again(make_page: MakePage, home: HomePage) -> None:
    make_page("About").move(make_page("Team"), pos="last-child")
    ContentPage.objects.get(slug="about").move(home, pos="last-child")
    assert isinstance(find("/about/"), schemas.Page)
    assert find("/team/about/") == leads("/about/")


@pytest.mark.parametrize(
    ("link", "location"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("HTTP://EXAMPLE.ORG/", "HTTP://EXAMPLE.ORG/"),
        (f"{HOST}/about?from=mail#team", "/about/?from=mail#team"),
        (HOST, "/"),
        (f"{HOST}.evil.example/", f"{HOST}.evil.example/"),
    ],
)
def test_a_redirect_to_an_address(
    link: str, location: str, make_page: MakePage, settings: Settings
) -> None:
    make_page("About")
    settings.FRONTEND_URL = HOST
    Redirect.add_redirect("/old", link, is_permanent=False)
    assert find("/old/") == leads(location, permanent=False)


@pytest.mark.parametrize("link", ["ftp://example.org/", "javascript:alert(1)", "/about/", ""])
def test_an_address_that_is_not_of_the_web_leads_nowhere(link: str, make_page: MakePage) -> None:
    make_page("About")
    Redirect.objects.create(old_path="/old", redirect_link=link)
    assert find("/old/") is None


def test_a_redirect_to_a_hidden_page_leads_nowhere(make_page: MakePage) -> None:
    about = make_page("About")
    Redirect.add_redirect("/old", about)
    assert find("/old/") == leads("/about/")
    about.unpublish()
    assert find("/old/") is None


def test_a_chain_is_one_redirect(make_page: MakePage, settings: Settings) -> None:
    settings.FRONTEND_URL = HOST
    Redirect.add_redirect("/a", f"{HOST}/b/")
    Redirect.add_redirect("/b", f"{HOST}/c", is_permanent=False)
    Redirect.add_redirect("/c", make_page("About"))
    assert find("/a/") == leads("/about/", permanent=False)
    assert find("/c/") == leads("/about/")


@pytest.mark.parametrize("targets", [{"/a": "/a/"}, {"/a": "/b/", "/b": "/a/"}])
def test_a_circle_leads_nowhere(targets: dict[str, str], settings: Settings, db: None) -> None:
    settings.FRONTEND_URL = HOST
    for old, new in targets.items():
        Redirect.add_redirect(old, f"{HOST}{new}")
    assert find("/a/") is None


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("/old/", "It leads back to its own address."),
        ("/OLD?from=mail", "It leads back to its own address."),
        ("/a/", "It leads back to its own address."),
        ("/b", "It leads back to its own address."),
        ("/round/", "more than 5 redirects, or in a circle."),
        ("/about/", ""),
        ("/to-about", ""),
        ("/nowhere/", ""),
    ],
)
def test_a_redirect_that_leads_back_is_refused(
    link: str, fault: str, admin_client: Client, make_page: MakePage, settings: Settings
) -> None:
    settings.FRONTEND_URL = HOST
    Redirect.add_redirect("/a", f"{HOST}/b/")
    Redirect.add_redirect("/b", f"{HOST}/old")
    Redirect.add_redirect("/round", f"{HOST}/about-round")
    Redirect.add_redirect("/about-round", f"{HOST}/round")
    Redirect.add_redirect("/to-about", make_page("About"))
    values = {"old_path": "/old", "redirect_link": f"{HOST}{link}", "is_permanent": "on"}
    shown = admin_client.post("/admin/redirects/add/", values)
    assert (shown.status_code == 302) is not bool(fault)
    assert fault in shown.content.decode()
    assert Redirect.objects.filter(old_path="/old").exists() is not bool(fault)


def test_a_page_goes_before_a_redirect_of_its_path(make_page: MakePage) -> None:
    make_page("About")
    Redirect.add_redirect("/about", "https://example.org/")
    assert isinstance(find("/about/"), schemas.Page)


def test_a_redirect_of_this_site_goes_before_one_of_all(site: Site) -> None:
    Redirect.add_redirect("/old", "https://all.example/")
    Redirect.add_redirect("/old", "https://this.example/", site=site)
    assert find("/old/") == leads("https://this.example/")


def test_the_list_costs_the_same_for_many_as_for_few(
    make_page: MakePage, site: Site, settings: Settings
) -> None:
    """It has what ``follow`` finds, in the order of the addresses."""
    settings.FRONTEND_URL = HOST
    about = make_page("About")

    def add(name: str) -> None:
        Redirect.add_redirect(f"/{name}/a-chain", f"{HOST}/{name}/page/")
        Redirect.add_redirect(f"/{name}/page", about, is_permanent=False)
        Redirect.add_redirect(f"/{name}/elsewhere", f"https://{name}.example/")
        Redirect.add_redirect(f"/{name}/dead", f"{HOST}/nowhere/")
        Redirect.add_redirect(f"/{name}/ALL", "https://all.example/")
        Redirect.add_redirect(f"/{name}/all", f"https://{name}.example/all/", site=site)

    add("first")
    few = queries_of(site, 500)
    for number in range(20):
        add(f"more-{number}")
    Redirect.add_redirect("/about", "https://hidden.example/")
    assert queries_of(site, 500) == few
    found = redirects.listed(PublicSite(site), 500)
    assert {one.path: leads(one.location, one.permanent) for one in found} == {
        path: there
        for one in Redirect.objects.exclude(old_path="/about")
        if (there := redirects.follow(PublicSite(site), path := f"{one.old_path}/"))
    }
    assert len(found) == 21 * 5


def queries_of(site: Site, most: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        redirects.listed(PublicSite(site), most)
    return len(queries)


def test_what_leads_nowhere_takes_no_place_in_the_list(site: Site) -> None:
    Redirect.objects.create(old_path="/a", redirect_link="")
    Redirect.add_redirect("/b", "https://example.org/")
    assert [one.path for one in redirects.listed(PublicSite(site), 1)] == ["/b/"]


def test_a_redirect_of_another_site_is_none_of_ours(home: HomePage) -> None:
    other = home.get_parent().add_child(instance=HomePage(title="Other", slug="other"))
    site = Site.objects.create(hostname="other.example", root_page=other)
    Redirect.add_redirect("/old", "https://other.example/", site=site)
    assert find("/old/") is None

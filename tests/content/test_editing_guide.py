"""The first page of the admin links to the guide for editors, which names what is there."""

import html
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from content.models import HomePage
from forms.models import FormPage
from news.models import NewsIndexPage
from tests.files.conftest import folder
from tests.staff.test_controls import everything, form_page

__all__ = ["everything", "folder", "form_page"]

TEXT = (Path(__file__).parents[2] / "docs/editing.md").read_text()
GUIDE = "https://github.com/owner/name/blob/main/docs/editing.md"
# Words that the guide explains, or that the admin shows only at times.
EXPLAINED = {
    *("draft", "admin", "alt text", "slug", "preview", "collection", "submission"),
    *("tracks", "talks", "previews of pull requests", "suspected spam"),
}
PAGES = (
    *("", "images/chooser/", "reports/site-history/"),
    *("snippets/catalogue/project/", "snippets/catalogue/event/", "snippets/catalogue/event/add/"),
)


@pytest.mark.parametrize(("address", "links"), [(GUIDE, 1), ("", 0)])
def test_the_guide_is_linked_where_its_address_is_set(
    admin_client: Client, settings: Settings, address: str, links: int
) -> None:
    settings.EDITING_GUIDE_URL = address
    page = admin_client.get("/admin/").content.decode()
    assert page.count(f'<a href="{GUIDE}"') == links


def test_what_the_guide_names_is_in_the_admin(
    admin_client: Client,
    home: HomePage,
    everything: list[str],
    form_page: FormPage,
) -> None:
    home.add_child(instance=NewsIndexPage(title="News", slug="news"))
    addresses = [
        *(f"/admin/{one}" for one in PAGES),
        *everything,
        *(f"/admin/pages/{one}" for one in (f"{home.pk}/", f"{home.pk}/add_subpage/")),
        f"/admin/pages/{form_page.pk}/edit/",
        f"/admin/forms/submissions/{form_page.pk}/",
        reverse("accessibility"),
    ]
    shown = html.unescape(" ".join(admin_client.get(one).content.decode() for one in addresses))
    named = {" ".join(one.split()) for one in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", TEXT)}
    words = {word for one in named for word in one.split(" → ")}
    assert len(words) > 40
    assert {one for one in words if one not in shown} <= EXPLAINED

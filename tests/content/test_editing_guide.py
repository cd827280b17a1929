"""The first page of the admin links to the guide for editors."""

import pytest
from django.test import Client
from pytest_django import Settings

GUIDE = "https://github.com/owner/name/blob/main/docs/editing.md"


@pytest.mark.parametrize(("address", "links"), [(GUIDE, 1), ("", 0)])
def test_the_guide_is_linked_where_its_address_is_set(
    admin_client: Client, settings: Settings, address: str, links: int
) -> None:
    settings.EDITING_GUIDE_URL = address
    page = admin_client.get("/admin/").content.decode()
    assert page.count(f'<a href="{GUIDE}"') == links

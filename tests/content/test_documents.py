"""Links to documents: at the backend's address, and gone with the document."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import Settings
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument

from content import documents, pages, schemas
from content.version import ContentVersion
from files.media import LocalPrivateStorage
from tests.content.conftest import MakePage
from tests.files.conftest import store_documents_in


@pytest.fixture
def document(
    db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AbstractDocument:
    settings.PRIVATE_ROOT = tmp_path / "private"
    store_documents_in(LocalPrivateStorage(), monkeypatch)
    made: AbstractDocument = get_document_model().objects.create(
        title="Map of the hall", file=ContentFile(b"a map", "map.txt")
    )
    return made


def number() -> int:
    return ContentVersion.objects.get().number


def shown(path: str) -> str:
    found = pages.find(path)
    assert isinstance(found, schemas.Page)
    html: str = found.model_dump()["body"][0]["value"]["html"]
    return html


def test_a_visitor_follows_a_link_to_a_document(
    make_page: MakePage, document: AbstractDocument, client: Client
) -> None:
    text = f'<p>Take <a linktype="document" id="{document.pk}">the map</a>.</p>'
    make_page("Plan", body=[("rich_text", text)])
    address = f"/documents/{document.pk}/map.txt"
    assert shown("/plan/") == f'<p>Take <a href="{address}">the map</a>.</p>'
    response = client.get(address)
    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"a map")  # type: ignore[attr-defined]


def test_the_address_is_the_backends_where_the_site_lives_elsewhere(
    document: AbstractDocument, settings: Settings
) -> None:
    settings.API_BASE_URL = "https://api.innovatetogrow.test"
    (address,) = documents.load([document.pk]).values()
    assert address == f"https://api.innovatetogrow.test/documents/{document.pk}/map.txt"


def test_without_links_no_database_is_asked() -> None:
    assert documents.load([]) == {}, "a test without the db fixture may not ask it"


def test_a_document_that_is_replaced_or_deleted_changes_what_pages_say(
    make_page: MakePage, document: AbstractDocument
) -> None:
    text = f'<p><a linktype="document" id="{document.pk}">The map</a></p>'
    make_page("Plan", body=[("rich_text", text)])
    versions = {number()}
    document.file.save("plan.txt", ContentFile(b"a plan"))
    versions.add(number())
    assert "plan.txt" in shown("/plan/")
    document.delete()
    versions.add(number())
    assert len(versions) == 3
    assert shown("/plan/") == "<p>The map</p>"

"""The sample site once it is loaded: whole, accepted by the editor, left alone by another load."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker
from wagtail.images.models import Image, Rendition
from wagtail.models import Page

from api.search import search
from content import pages, schemas
from content.body import registry
from content.layout import layout
from content.models import BodyPage, ContentPage, Footer, Menu
from content.public_site import PublicSite
from files.pictures import SPECS
from sample.content import Document, loading
from tests.content.sample_site import everything, load, loaded_counts

PATHS = [document["path"] for document in loading.PAGES]
# By the kind of page
ADDED = {block.name for block in registry.BLOCKS.values() if block.stored is None}


@pytest.fixture(scope="module")
def loaded_once(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> Iterator[tuple[str, Path]]:
    """What the command said and the folder of the pictures, in a transaction around all tests."""
    folder = tmp_path_factory.mktemp("sample")
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=folder, FRONTEND_URL=""):
            output = load()
        with django_db_blocker.block():
            yield output, folder
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once: tuple[str, Path], db: None, media: Path) -> str:
    """The site, with pictures that belong to one test."""
    output, folder = loaded_once
    shutil.copytree(folder, media, dirs_exist_ok=True)
    return output


@pytest.mark.usefixtures("loaded")
def test_every_page_is_there_and_full() -> None:
    for path in PATHS:
        found = pages.find(path)
        assert isinstance(found, schemas.Page), path
        written = [block for block in found.body if block.type not in ADDED]
        assert len(written) == len(document(path)["body"]), path
        assert found.seo.description


def document(path: str) -> Document:
    return next(page for page in loading.PAGES if page["path"] == path)


@pytest.mark.usefixtures("loaded")
def test_the_first_visitor_of_each_page_makes_no_rendition(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No picture is opened: not for pages, lists, drafts' own pictures or pictures for sharing."""
    opened: list[Any] = []
    monkeypatch.setattr("willow.Image.open", lambda *file: opened.append(file))
    monkeypatch.setattr("PIL.Image.open", lambda *file, **options: opened.append(file))
    site = PublicSite.load()
    assert site is not None
    bodies = [
        client.get("/api/pages/", {"path": site.path(page)}).content.decode() for page in site.pages
    ]
    assert opened == []
    shown = {name for body in bodies for name in re.findall(r"images/([\w-]+)\.width-\d+", body)}
    assert {"campus", "amara", "posters"} <= shown


@pytest.mark.usefixtures("loaded")
def test_pages_can_be_added_below_any_page() -> None:
    assert not any(Page.find_problems()), "the tree knows its children"


@pytest.mark.usefixtures("loaded")
def test_the_editor_accepts_every_page() -> None:
    for page in Page.objects.type(BodyPage).specific():
        page.body.stream_block.clean(page.body)
        page.full_clean()
    for setting in (Menu.objects.get(), Footer.objects.get()):
        for field in ("items", "columns", "social"):
            if hasattr(setting, field):
                value = getattr(setting, field)
                value.stream_block.clean(value)


@pytest.mark.usefixtures("loaded")
def test_pictures_without_files_are_put_back_and_none_is_deleted(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """As in a preview, whose database is a copy and whose files are not."""
    lost = [image.file.name for image in Image.objects.all()]
    for image in Image.objects.all():
        image.get_rendition("width-400")
        image.file.storage.delete(image.file.name)
    deleted: list[str] = []
    monkeypatch.setattr(FileSystemStorage, "delete", lambda self, name: deleted.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        assert load() == f"Sample content: already loaded, {len(lost)} pictures put back.\n"
    assert deleted == []
    assert set(Rendition.objects.values_list("filter_spec", flat=True)) == set(SPECS)
    assert all(image.file.storage.exists(image.file.name) for image in Image.objects.all())


def links(value: Any) -> Iterator[str]:
    """Every address in a document of the API."""
    if isinstance(value, dict):
        if "href" in value:
            yield value["href"]
        if "html" in value:
            yield from re.findall(r'href="([^"]*)"', value["html"])
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from links(inner)


@pytest.mark.usefixtures("loaded")
def test_every_link_on_the_site_leads_somewhere() -> None:
    said = [found.model_dump() for path in PATHS if (found := pages.find(path))]
    hrefs = set(links([*said, layout().model_dump()]))
    assert {href for href in hrefs if href.startswith("/")} <= set(PATHS)
    assert all(href.startswith(("/", "https://", "mailto:")) for href in hrefs)


@pytest.mark.usefixtures("loaded")
def test_menu_and_footer_lead_to_the_sections() -> None:
    said = layout()
    assert [(item.label, item.href, len(item.children)) for item in said.menu] == [
        ("About", "/about/", 5),
        ("Event", "/event/", 3),
        ("Projects", "/projects/", 4),
        ("Sponsors", "/sponsors/", 0),
        ("Contact", "/contact/", 0),
    ]
    assert [column.heading for column in said.footer.columns] == [
        "Take part",
        "Learn more",
        "University",
    ]
    assert "5200 North Lake Road\n" in said.footer.text


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("query", "path"),
    [("schedule", "/event/schedule/"), ("peach", "/projects/past/"), ("parking", "/about/faq/")],
)
def test_its_words_are_found(query: str, path: str) -> None:
    assert path in [result.path for result in search(query, 1).results]


def test_loading_twice_changes_nothing(loaded: str, bumps: list[None]) -> None:
    before = everything()
    assert loaded == loaded_counts(0, 2)
    assert load() == "Sample content: already loaded.\n"
    assert everything() == before
    assert bumps == []


@pytest.mark.usefixtures("loaded")
def test_an_editors_changes_stay() -> None:
    about = ContentPage.objects.get(slug="about")
    about.title, about.slug = "Who we are", "who-we-are"
    about.save_revision().publish()
    ContentPage.objects.get(slug="contact").delete()
    before = everything()
    load()
    assert everything() == before

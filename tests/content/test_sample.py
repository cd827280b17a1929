"""The sample site: whole, accepted by the editor, loaded once, never in production."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from PIL import Image as Picture
from pytest_django import Settings
from wagtail.images.models import Image, Rendition
from wagtail.models import Collection, Page, Site

from api.search import search
from content import pages, schemas
from content.layout import layout
from content.models import BodyPage, ContentPage, Footer, HomePage, Menu
from content.sample import Document, around, loading
from content.sample.pictures import PICTURES

PATHS = [document["path"] for document in loading.PAGES]


ADDED = {"article", "news", "form"}  # by the kind of page


def load() -> str:
    out = StringIO()
    call_command("load_sample_content", stdout=out)
    return out.getvalue()


@pytest.fixture
def loaded(db: None) -> str:
    return load()


def everything() -> list[Any]:
    """Every row the sample site is made of."""
    models = (Page, ContentPage, HomePage, Image, Collection, Menu, Footer, Site)
    return [list(model.objects.order_by("pk").values()) for model in models]


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
    assert not Rendition.objects.exists()
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


def said(pages: int, settings: int) -> str:
    kinds = f"{settings} setting{'s' if settings > 1 else ''}, 210 projects, 1 event"
    counts = f"{pages} pages, 16 pictures, 1 sheet, {kinds}"
    return f"Sample content: {counts} loaded.\n"


def test_loading_twice_changes_nothing(loaded: str, bumps: list[None]) -> None:
    before = everything()
    assert loaded == said(25, 2)
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


def test_pages_that_exist_are_kept(home: HomePage) -> None:
    about = home.add_child(instance=ContentPage(title="Ours", slug="about"))
    home.body = [("rich_text", "<p>Ours</p>")]
    home.save_revision().publish()
    menu = Menu.for_site(Site.objects.get())
    menu.tagline = "Ours"
    menu.save()
    assert load() == said(23, 1)
    assert ContentPage.objects.get(pk=about.pk).title == "Ours"
    assert [block.value.source for block in HomePage.objects.get().body] == ["<p>Ours</p>"]
    assert (layout().tagline, layout().menu) == ("Ours", [])
    assert isinstance(pages.find("/about/faq/"), schemas.Page)


def test_a_failure_leaves_nothing_behind(
    db: None, home: HomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(around, "FOOTER", {"columns": [{"links": [{"page": "/nowhere/"}]}]})
        with pytest.raises(KeyError):
            load()
    assert everything() == before
    assert load() == said(25, 2)


def test_refuses_in_production(db: None, settings: Settings) -> None:
    settings.SAMPLE_CONTENT_ALLOWED = False
    with pytest.raises(CommandError, match=r"^Sample content is never loaded here: [^.]*\.$"):
        load()
    assert not Collection.objects.filter(name=loading.COLLECTION).exists()


def test_production_does_not_allow_it() -> None:
    from core.settings import base

    assert base.SAMPLE_CONTENT_ALLOWED is False


def test_pictures_are_light_and_all_described() -> None:
    files = {file.stem: file for file in loading.DIRECTORY.glob("*.jpg")}
    assert set(files) == set(PICTURES)
    assert all(PICTURES.values())
    assert sum(file.stat().st_size for file in files.values()) < 1_500_000
    for file in files.values():
        assert file.stat().st_size <= 120_000
        with Picture.open(file) as picture:
            assert picture.size in {(1600, 900), (600, 600)}

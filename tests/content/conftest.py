"""A small site to ask questions about, and files that live as long as one test."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Picture
from pytest_django import Settings
from wagtail.images.models import Image
from wagtail.models import Page, Site

from content.models import ContentPage, HomePage
from tests.content.stored import item

MakePage = Callable[..., ContentPage]
MakeImage = Callable[..., Image]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    settings.FRONTEND_URL = ""
    return tmp_path


@pytest.fixture
def site(db: None) -> Site:
    return Site.objects.get(is_default_site=True)


@pytest.fixture
def home(site: Site) -> HomePage:
    page: HomePage = site.root_page.specific
    return page


@pytest.fixture
def make_page(home: HomePage) -> MakePage:
    """``make_page("About", body=[("rich_text", "<p>…</p>")])``: a live page, below home."""

    def make(title: str, parent: Page | None = None, body: Any = (), **fields: Any) -> ContentPage:
        above = type(parent or home).objects.get(pk=(parent or home).pk)
        page = ContentPage(title=title, live=False, **fields)
        page.body = ContentPage.body.field.stream_block.to_python(
            [item(value, kind) for kind, value in body]
        )
        above.add_child(instance=page)
        page.save_revision().publish()
        page.refresh_from_db()
        return page

    return make


@pytest.fixture
def make_image(db: None) -> MakeImage:
    def make(width: int = 2000, height: int = 1000, title: str = "Robot") -> Image:
        content = BytesIO()
        Picture.new("RGB", (width, height), "navy").save(content, "JPEG")
        file = ContentFile(content.getvalue(), f"{title.lower().replace(' ', '-')}.jpg")
        image: Image = Image.objects.create(title=title, file=file)
        return image

    return make


@pytest.fixture
def bumps(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for each new version of the content."""
    heard: list[None] = []
    monkeypatch.setattr("content.version.bump", lambda: heard.append(None))
    return heard


@pytest.fixture
def block_id() -> UUID:
    return UUID("00000000-0000-4000-8000-000000000001")

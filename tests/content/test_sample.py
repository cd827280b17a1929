"""The sample site as it is loaded: beside what exists, as a whole or not at all, where allowed."""

import pytest
from PIL import Image as Picture
from wagtail.models import Site

from content import pages, schemas
from content.layout import layout
from content.models import ContentPage, HomePage, Menu
from sample.content import around, loading
from sample.content.pictures import PICTURES
from tests.content.sample_site import everything, load, loaded_counts


def test_pages_that_exist_are_kept(home: HomePage) -> None:
    about = home.add_child(instance=ContentPage(title="Ours", slug="about"))
    home.body = [("rich_text", "<p>Ours</p>")]
    home.save_revision().publish()
    menu = Menu.for_site(Site.objects.get())
    menu.tagline = "Ours"
    menu.save()
    assert load() == loaded_counts(2, 1)
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
    assert load() == loaded_counts(0, 2)


def test_production_does_not_have_the_command() -> None:
    from core.settings import base

    assert "sample" not in base.INSTALLED_APPS


def test_pictures_are_light_and_all_described() -> None:
    files = {file.stem: file for file in loading.DIRECTORY.glob("*.jpg")}
    assert set(files) == set(PICTURES)
    assert all(PICTURES.values())
    assert sum(file.stat().st_size for file in files.values()) < 1_500_000
    for file in files.values():
        assert file.stat().st_size <= 120_000
        with Picture.open(file) as picture:
            assert picture.size in {(1600, 900), (600, 600)}

"""Every event that changes what the API says makes a new version; nothing else does."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import Image
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, post_page_move

from content import images, signals
from content.models import ContentPage, Footer, HomePage, Menu
from files import pictures
from tests.content.conftest import MakeImage, MakePage
from tests.content.stored import picture

Bumps = list[None]


@pytest.fixture
def about(make_page: MakePage) -> ContentPage:
    make_page("Team", make_page("About"))
    page: ContentPage = ContentPage.objects.get(slug="about")
    return page


def publish(page: ContentPage) -> None:
    page.title = "Who we are"
    page.save_revision().publish()


def publish_for_the_first_time(page: ContentPage) -> None:
    page.add_child(instance=ContentPage(title="New", slug="new", live=False))
    ContentPage.objects.get(slug="new").save_revision().publish()


def add_a_live_page(page: ContentPage) -> None:
    page.add_child(instance=ContentPage(title="New", slug="new"))


def save_one_field(page: ContentPage) -> None:
    page.title = "Who we are"
    page.save(update_fields=["title"])


def publish_on_schedule(page: ContentPage) -> None:
    page.unpublish()
    due = timezone.now() - timedelta(hours=1)
    page.go_live_at = due
    page.save_revision(approved_go_live_at=due)
    call_command("publish_scheduled")
    assert ContentPage.objects.get(pk=page.pk).live


def expire_on_schedule(page: ContentPage) -> None:
    ContentPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(hours=1))
    call_command("publish_scheduled")
    assert not ContentPage.objects.get(pk=page.pk).live


def rename(page: ContentPage) -> None:
    page.slug = "about-us"
    page.save_revision().publish()


def move(page: ContentPage) -> None:
    page.move(Page.objects.get(slug="other"), pos="last-child")


def reorder(page: ContentPage) -> None:
    page.move(Page.objects.get(slug="home"), pos="first-child")


def unrestrict(page: ContentPage) -> None:
    PageViewRestriction.objects.get(page__slug="other").delete()


@pytest.mark.parametrize(
    "change",
    [
        publish,
        publish_for_the_first_time,
        publish_on_schedule,
        expire_on_schedule,
        add_a_live_page,
        save_one_field,
        rename,
        move,
        reorder,
        unrestrict,
        lambda page: page.unpublish(),
        lambda page: page.delete(),
        lambda page: Page.objects.get(pk=page.pk).delete(),
        lambda page: page.copy(update_attrs={"slug": "copy"}, keep_live=True),
        lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
        lambda page: PageViewRestriction.objects.get(page__slug="other").save(),
    ],
)
def test_a_page_changes(
    change: Callable[[ContentPage], None], about: ContentPage, make_page: MakePage, bumps: Bumps
) -> None:
    PageViewRestriction.objects.create(page=make_page("Other"), restriction_type="login")
    bumps.clear()
    change(about)
    assert bumps


def save_draft(page: ContentPage) -> None:
    page.title, page.slug = "Draft", "draft"
    page.save_revision()


def save_draft_again(page: ContentPage) -> None:
    revision = page.save_revision()
    page.title = "Autosaved"
    page.save_revision(overwrite_revision=revision)


def add_draft(page: ContentPage) -> None:
    page.add_child(instance=ContentPage(title="New", slug="new", live=False))
    draft = ContentPage.objects.get(slug="new")
    draft.title = "Newer"
    draft.save()
    draft.save_revision()


def schedule(page: ContentPage) -> None:
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()


@pytest.mark.parametrize("change", [save_draft, save_draft_again, add_draft, schedule])
def test_a_draft_changes_nothing(
    change: Callable[[ContentPage], None], about: ContentPage, bumps: Bumps
) -> None:
    bumps.clear()
    change(about)
    assert bumps == []


def test_editing_an_unpublished_page_changes_nothing(about: ContentPage, bumps: Bumps) -> None:
    about.unpublish()
    bumps.clear()
    about.title = "Who we were"
    about.save()
    about.save_revision()
    assert bumps == []


def change_setting(model: type[Menu] | type[Footer]) -> None:
    setting = model.for_site(Site.objects.get())
    setting.save()


def change_redirect(**changes: Any) -> None:
    Redirect.objects.update_or_create(old_path="/old", defaults=changes)


@pytest.mark.parametrize(
    "change",
    [
        lambda: change_setting(Menu),
        lambda: change_setting(Footer),
        lambda: Redirect.add_redirect("/older", "https://example.org/"),
        lambda: change_redirect(redirect_link="https://example.com/"),
        lambda: Redirect.objects.get(old_path="/old").delete(),
        lambda: Redirect.objects.all().delete(),
        lambda: Site.objects.get().save(),
        lambda: Site.objects.get().delete(),
    ],
)
def test_what_surrounds_pages_changes(
    change: Callable[[], None], home: HomePage, bumps: Bumps
) -> None:
    Redirect.add_redirect("/old", "https://example.org/")
    bumps.clear()
    change()
    assert bumps


def replace_file(image: Image) -> None:
    image.file = ContentFile((Path(image.file.path)).read_bytes(), "other.jpg")
    image.save()


@pytest.mark.parametrize(
    "change",
    [
        replace_file,
        lambda image: image.save(),
        lambda image: image.delete(),
        lambda image: image.renditions.all().delete(),
    ],
)
def test_an_image_changes(
    change: Callable[[Image], None], make_image: MakeImage, bumps: Bumps
) -> None:
    image = make_image()
    images.load([image.pk])
    bumps.clear()
    change(image)
    assert bumps


def test_uploading_an_image_changes_nothing(make_image: MakeImage, bumps: Bumps) -> None:
    images.load([make_image().pk])
    assert bumps == []


@pytest.mark.parametrize("signal", [post_page_move, page_slug_changed])
def test_the_version_of_a_moved_page_has_its_redirects(signal: Any) -> None:
    names = [receiver.__name__ for receiver in signal._live_receivers(ContentPage)[0]]
    (redirects,) = (n for n in range(len(names)) if names[n].startswith("autocreate_redirects"))
    assert redirects < names.index(signals.changed.__name__)


def test_a_change_and_its_version_are_one_transaction(
    make_page: MakePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = make_page("About")
    outside = len(connection.savepoint_ids)
    inside: list[int] = []
    monkeypatch.setattr(
        "content.version.bump", lambda: inside.append(len(connection.savepoint_ids))
    )
    publish(about)
    about.unpublish()
    publish(about)
    about.delete()
    assert len(inside) >= 4
    assert min(inside) > outside


def test_publishing_makes_the_pages_renditions(
    make_page: MakePage,
    make_image: MakeImage,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    shown, shared = make_image(title="Shown"), make_image(title="Shared")
    body = [("image", {"image": picture(shown.pk)})]
    for image in (shown, shared):
        image.renditions.all().delete()  # as an older release stored them
    with django_capture_on_commit_callbacks(execute=True):
        make_page("About", body=body, seo_image=shared)
    assert (shown.renditions.count(), shared.renditions.count()) == (3, 3)


def test_a_failure_to_make_renditions_is_logged_and_not_raised(
    make_page: MakePage,
    make_image: MakeImage,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(_: object) -> None:
        raise OSError("the storage is full")

    monkeypatch.setattr(pictures, "make", fail)
    with (
        caplog.at_level(logging.ERROR, "django.test"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        page = make_page("About", body=[("image", {"image": picture(make_image().pk)})])
    assert page.live
    assert "the storage is full" in caplog.text

"""What editors schedule happens at its time, once, and one failure keeps nothing else back."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from wagtail.models import Page, PageLogEntry, Revision

from content.models import ContentPage
from content.scheduling import apply_schedules, is_any_due
from operations import scheduler
from tests.content.conftest import MakePage

A_MINUTE = timedelta(minutes=1)


def schedule(page: ContentPage, **times: Any) -> None:
    """As the admin's dialog does it."""
    for name, value in times.items():
        setattr(page, name, value)
    page.save_revision().publish()


def pass_time(page: ContentPage, passed: timedelta) -> None:
    """Let time pass, as far as the page and its revisions can tell."""
    page.refresh_from_db()
    if page.expire_at:
        Page.objects.filter(pk=page.pk).update(expire_at=page.expire_at - passed)
    for revision in Revision.objects.for_instance(page).exclude(approved_go_live_at=None):
        revision.approved_go_live_at -= passed
        for name in ("go_live_at", "expire_at"):
            if time := parse_datetime(revision.content[name] or ""):
                revision.content[name] = (time - passed).isoformat()
        revision.save()


@pytest.fixture
def tick(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: object,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Any:
    """A tick of the scheduler, whose commands run here; the names of those that it ran."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("operations.scheduler.connection.close", lambda: None)
    ran: list[str] = []

    def run(words: list[str], *rest: object) -> None:
        ran.extend(words)
        call_command(*words, stdout=StringIO())

    def tick() -> list[str]:
        ran.clear()
        with django_capture_on_commit_callbacks(execute=True):
            scheduler.tick(run, lambda work: work())
        return ran

    return tick


def status(client: Client, page: Page) -> int:
    return client.get("/api/pages/", {"path": f"/{page.slug}/"}).status_code


def test_a_page_goes_live_and_expires_by_itself(
    client: Client, make_page: MakePage, tick: Any
) -> None:
    page = make_page("About")
    page.unpublish()
    now = timezone.now()
    schedule(page, go_live_at=now + 2 * A_MINUTE, expire_at=now + 4 * A_MINUTE)
    assert tick() == []
    assert status(client, page) == 404
    pass_time(page, 2 * A_MINUTE)
    assert tick() == ["publish_scheduled"]
    assert status(client, page) == 200
    pass_time(page, 2 * A_MINUTE)
    assert tick() == ["publish_scheduled"]
    assert status(client, page) == 404
    assert tick() == [], "it has happened"


def test_a_page_that_expires_comes_back_at_the_time_of_its_next_version(
    client: Client, make_page: MakePage, tick: Any
) -> None:
    page, now = make_page("About"), timezone.now()
    schedule(page, expire_at=now + A_MINUTE)
    schedule(page, go_live_at=now + 3 * A_MINUTE, expire_at=None)
    pass_time(page, A_MINUTE)
    tick()
    assert status(client, page) == 404
    pass_time(page, 2 * A_MINUTE)
    tick()
    assert status(client, page) == 200
    assert not is_any_due()


def test_a_next_version_takes_the_place_of_one_that_expires(
    client: Client, make_page: MakePage, tick: Any
) -> None:
    page, now = make_page("About"), timezone.now()
    schedule(page, expire_at=now + A_MINUTE)
    schedule(page, go_live_at=now + A_MINUTE, expire_at=None)
    pass_time(page, A_MINUTE)
    tick()
    assert status(client, page) == 200
    assert not PageLogEntry.objects.filter(action="wagtail.unpublish.scheduled").exists()


def test_what_has_expired_before_it_could_be_published_is_not(make_page: MakePage) -> None:
    """As after a day on which no scheduler ran."""
    page, now = make_page("About"), timezone.now()
    page.unpublish()
    schedule(page, go_live_at=now + A_MINUTE, expire_at=now + 2 * A_MINUTE)
    pass_time(page, 3 * A_MINUTE)
    (result,) = apply_schedules()
    assert (result.done, result.fault) == (
        "published",
        "The time at which it was to expire has passed.",
    )
    assert not is_any_due()
    assert not PageLogEntry.objects.filter(action="wagtail.publish.scheduled").exists()


def test_the_scheduler_looks_often_enough_for_a_minute() -> None:
    assert scheduler.EVERY_SECONDS * 1.1 < 30


def test_of_two_machines_one_does_it(make_page: MakePage) -> None:
    pages = [make_page(title) for title in ("One", "Two", "Three")]
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(
        expire_at=timezone.now() - A_MINUTE
    )
    slow = apply_schedules()
    next(slow)
    assert len(list(apply_schedules())) == 2
    assert list(slow) == []
    logged = PageLogEntry.objects.filter(action="wagtail.unpublish.scheduled")
    assert logged.count() == 3
    assert not is_any_due()


def test_a_failure_keeps_nothing_else_back(
    make_page: MakePage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = make_page("Bad"), make_page("Good")
    for page in (bad, good):
        schedule(page, go_live_at=timezone.now() + A_MINUTE)
        pass_time(page, A_MINUTE)
    Revision.objects.filter(object_id=str(bad.pk)).exclude(approved_go_live_at=None).update(
        content={"go_live_at": "never"}
    )
    out = StringIO()
    with pytest.raises(CommandError, match="1 of the scheduled changes failed"):
        call_command("publish_scheduled", stdout=out)
    assert "Good: published" in out.getvalue()
    assert "failed" in caplog.text
    assert is_any_due(), "the bad one is tried again"


@pytest.mark.parametrize("has_scheduler", [True, False])
def test_the_dialog_says_where_nothing_happens(
    admin_client: Client, make_page: MakePage, settings: Settings, has_scheduler: bool
) -> None:
    settings.HAS_SCHEDULER = has_scheduler
    page = admin_client.get(f"/admin/pages/{make_page('About').pk}/edit/").content.decode()
    assert "go_live_at" in page
    assert ("This server has no scheduler" in page) is not has_scheduler


def test_every_kind_of_page_has_that_dialog(admin_user: User) -> None:
    from content.models import BodyPage
    from content.panels import SchedulePanel

    for kind in BodyPage.__subclasses__():
        panels = kind.settings_panels
        assert any(isinstance(panel, SchedulePanel) for panel in panels), kind

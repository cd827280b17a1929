"""The state of the site: what it says, how often it is written, and what cannot stop it."""

import json
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import Site

from content import version
from forms.models import TRIED_FOR, FormPage, Submission
from operations import scheduler, schema, state
from sheets.models import Sheet
from staff.models import ResetRequest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("operations.scheduler.connection.close", lambda: None)  # the test's own
    settings.SCHEDULE, settings.LOGS_STATE = {}, True


def down() -> None:
    raise OperationalError("the server closed the connection")


def printed() -> state.State:
    out = StringIO()
    call_command("state", stdout=out)
    found: state.State = json.loads(out.getvalue())
    return found


def make_submission(page: FormPage, hours: float) -> None:
    made = Submission.objects.create(page=page, form_data={}, mail=Submission.Mail.WAITING)
    asked_at = timezone.now() - timedelta(hours=hours)
    Submission.objects.filter(pk=made.pk).update(submit_time=asked_at)


def test_it_says_what_waits_and_what_is_old() -> None:
    page = FormPage(title="Contact", slug="contact")
    Site.objects.get(is_default_site=True).root_page.add_child(instance=page)
    version.bump()
    for hours in (1, 3, TRIED_FOR.total_seconds() / 3600 + 1):
        make_submission(page, hours)
    ResetRequest.objects.create(email="ada@example.org", address_key="a", network="n")
    now = timezone.now()
    hour = timedelta(hours=1)
    Sheet.objects.create(title="new", spreadsheet="a" * 20, fetched_at=now)
    Sheet.objects.create(
        title="old", spreadsheet="b" * 20, fetched_at=now - 3 * hour, stale_after=now - hour
    )
    found = printed()
    mail, sheets = found["mail"], found["sheets"]
    assert (mail["waiting"], mail["given_up"], mail["oldest_seconds"] // 3600) == (2, 1, 3)
    assert found["resets"] == {"waiting": 1}
    assert (sheets["count"], sheets["old"], sheets["oldest_seconds"] // 3600) == (2, 1, 3)
    assert found["content_version"] == version.current() > 0


def test_it_names_the_migrations_that_the_database_lacks() -> None:
    complete = printed()["schema"]
    assert complete["unapplied"] == []
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'mail' AND name = '0001_initial'")
    lacking = schema.state()
    assert lacking == {"applied": complete["applied"] - 1, "unapplied": ["mail.0001_initial"]}


def test_a_part_that_cannot_be_known_is_null_and_has_no_metric(settings: Settings) -> None:
    settings.STATE = {"mail": f"{__name__}.down", "content_version": "content.version.current"}
    found = printed()
    assert found["mail"] is None
    assert found["content_version"] is not None
    record = json.loads(state.line(found, 0.0))
    assert "mail_waiting_seconds" not in record
    assert record["state"] == found


def test_the_scheduler_writes_it_once_a_minute(
    capsys: pytest.CaptureFixture[str],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    tmp_path: Path,
) -> None:
    with django_assert_max_num_queries(10):
        scheduler.tick()
    scheduler.tick()
    (record,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert record["location"] == "state"
    assert record["state"].keys() == {"schema", "content_version", "mail", "resets", "sheets"}
    assert (record["mail_waiting_seconds"], record["sheets_old"]) == (0, 0)
    named = [one["Name"] for one in record["_aws"]["CloudWatchMetrics"][0]["Metrics"]]
    assert [name for name in named if name not in record] == []
    (file,) = tmp_path.iterdir()
    os.utime(file, (0, 0))
    scheduler.tick()
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_only_production_writes_it(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.LOGS_STATE = False
    scheduler.tick()
    assert capsys.readouterr().out == ""

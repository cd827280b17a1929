"""``manage.py refresh_sheets``: one line a sheet, an exit code, and the scheduler that runs it."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sheets.models import Sheet
from sheets.refreshing import is_any_due
from tests import commands
from tests.sheets.conftest import ID, MakeSheet
from tests.standins.google import Google


def run(*words: str) -> list[str]:
    out = StringIO()
    call_command("refresh_sheets", *words, stdout=out)
    return out.getvalue().splitlines()


def test_says_a_line_for_each_sheet(google: Google, make_sheet: MakeSheet) -> None:
    make_sheet(title="Teams")
    make_sheet(title="Halls")
    assert sorted(run()) == ["Halls: 2 rows, changed", "Teams: 2 rows, changed"]
    assert run() == ["No sheet is due."]
    assert run("--all") == ["Halls: 2 rows, unchanged", "Teams: 2 rows, unchanged"]


def test_says_when_there_is_nothing_to_do(db: None) -> None:
    assert run("--all") == ["There is no sheet yet."]


def test_one_that_fails_does_not_keep_the_others_and_is_the_exit_code(
    google: Google, make_sheet: MakeSheet
) -> None:
    make_sheet(title="Gone", spreadsheet="somewhere-else")
    good = make_sheet(title="Good")
    with pytest.raises(CommandError, match=r"^1 of 2 sheets could not be read"):
        run()
    good.refresh_from_db()
    assert good.row_count == 2


def test_only_what_is_due_is_read(google: Google, make_sheet: MakeSheet) -> None:
    make_sheet(title="Later", due_at=timezone.now() + timedelta(minutes=1))
    make_sheet(title="Now")
    assert run() == ["Now: 2 rows, changed"]


def test_the_scheduler_asks_whether_a_sheet_is_due(make_sheet: MakeSheet) -> None:
    sheet = make_sheet(due_at=timezone.now() + timedelta(hours=1))
    assert not is_any_due()
    Sheet.objects.filter(pk=sheet.pk).update(due_at=timezone.now())
    assert is_any_due()


TICK = """
import logging
from operations import scheduler
logging.basicConfig(level=20)
scheduler.tick(begin=lambda work: work())
"""
OVERDUE = f"from sheets.models import Sheet; Sheet.objects.create(title='New', spreadsheet='{ID}')"
COPY = "from sheets.models import Copy; print(Copy.objects.get(sheet__title='New').rows[0])"


def test_a_process_beside_the_server_reads_what_is_due(
    seeded: dict[str, str], google: Google, tmp_path: Path
) -> None:
    environ = commands.environment("dev", seeded, google.environment, {"TMPDIR": str(tmp_path)})
    code = "\n".join([OVERDUE, TICK, COPY])
    finished = commands.run(environ, "shell", "--no-imports", "-c", code)
    assert "New: 2 rows, changed" in finished.stdout, finished.stdout
    assert finished.stdout.splitlines()[-1] == "['Solar canal', 'Capstone']"


def test_the_command_fails_where_google_does(seeded: dict[str, str], google: Google) -> None:
    finished = commands.run(
        commands.environment("dev", seeded, google.environment), "refresh_sheets", "--all"
    )
    assert finished.returncode == 1
    assert "Teams and tables: Google has no spreadsheet with this id." in finished.stdout
    assert "visitors keep the last good copy." in finished.stdout

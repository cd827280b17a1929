"""The template: made anew in a process of its own, and swapped in when it is whole."""

import time
from pathlib import Path
from threading import Event, Thread

import pytest

from keeper import template
from keeper.errors import KeeperError
from tests import commands
from tests.keeper.conftest import Keeper, rows

NAMES = "SELECT datname FROM pg_database WHERE datname LIKE 'itg_template%' ORDER BY 1"
IDENTITY = "SELECT oid FROM pg_database WHERE datname = 'itg_template'"
SETTINGS = """
from core.settings.keeper import *
INSTALLED_APPS = [*INSTALLED_APPS, "faulty"]
"""
MIGRATION = """
from django.db import migrations

class Migration(migrations.Migration):
    run_before = [("core", "0001_initial")]
    operations = [migrations.RunSQL("SELECT no_such_column")]
"""


def test_a_refresh_after_a_killed_one_replaces_it_while_copies_are_made(
    keeper_with_its_own_template: Keeper,
) -> None:
    keeper = keeper_with_its_own_template
    before = rows(keeper.server.superuser, IDENTITY)
    kill_one_half_way(keeper)
    assert rows(keeper.server.superuser, IDENTITY) == before
    over, made = Event(), []

    def copy() -> None:
        while not over.is_set():
            made.append(rows(keeper.ensure("pr-7", fresh=True), "SELECT 1"))

    copying = Thread(target=copy)
    copying.start()
    try:
        later = keeper.environment | {"APP_VERSION": "later"}
        finished = commands.run(later, "preview_template", "refresh")
    finally:
        over.set()
        copying.join(commands.WITHIN)
    assert finished.returncode == 0, finished.stdout
    assert len(made) > 2
    assert made == [[(1,)]] * len(made)
    assert rows(keeper.server.superuser, NAMES) == [("itg_template",)]
    assert rows(keeper.server.superuser, IDENTITY) != before
    keeper.ensure("pr-8")
    assert keeper.said[-1] == "pr_8: made, from the template of later"


def kill_one_half_way(keeper: Keeper) -> None:
    process = commands.start(keeper.environment, "preview_template", "refresh")
    give_up_at = time.monotonic() + commands.WITHIN
    while ("itg_template_new",) not in rows(keeper.server.superuser, NAMES):
        assert time.monotonic() < give_up_at
        time.sleep(0.1)
    process.kill()
    process.communicate(timeout=commands.WITHIN)
    assert ("itg_template_new",) in rows(keeper.server.superuser, NAMES)


def test_a_failing_migration_leaves_the_old_one(
    keeper_with_its_own_template: Keeper, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keeper = keeper_with_its_own_template
    migrations = tmp_path / "faulty" / "migrations"
    migrations.mkdir(parents=True)
    for folder in (migrations, migrations.parent):
        (folder / "__init__.py").touch()
    (migrations / "0001_initial.py").write_text(MIGRATION)
    (tmp_path / "with_a_fault.py").write_text(SETTINGS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "with_a_fault")
    before = rows(keeper.server.superuser, IDENTITY)

    with pytest.raises(KeeperError, match=r'"no_such_column" does not exist.* serves on\. Mend'):
        template.refresh(keeper.said.append)

    assert rows(keeper.server.superuser, IDENTITY) == before
    assert rows(keeper.server.superuser, NAMES) == [("itg_template",)]
    keeper.ensure("pr-7")


def test_only_a_template_in_the_making_is_filled(keeper: Keeper) -> None:
    with pytest.raises(KeeperError, match="postgres is no template in the making"):
        template.fill(keeper.said.append)

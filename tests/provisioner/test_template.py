"""The template: made anew in a process of its own, and swapped in when it is whole."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_django import Settings

from provisioner import server as lock
from provisioner import template
from provisioner.errors import ProvisionerError
from provisioner.server import server
from tests import commands
from tests.provisioner.conftest import Provisioner, rows

NAMES = "SELECT datname FROM pg_database WHERE datname LIKE 'itg_template%' ORDER BY 1"
# Nobody waits here for any lock but the one between a swap and the copies that are made.
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
IDENTITY = "SELECT oid FROM pg_database WHERE datname = 'itg_template'"
SETTINGS = """
from core.settings.provisioner import *
INSTALLED_APPS = [*INSTALLED_APPS, "faulty"]
"""
MIGRATION = """
from django.db import migrations

class Migration(migrations.Migration):
    run_before = [("contenttypes", "0001_initial")]  # the first of all
    operations = [migrations.RunSQL("SELECT no_such_column")]
"""


def test_a_refresh_after_a_killed_one_replaces_it_while_copies_are_made(
    provisioner_with_its_own_template: Provisioner,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    """What fills it is left out: the template that every other test copies was filled by it."""
    provisioner = provisioner_with_its_own_template
    monkeypatch.setattr(template, "fill_in_a_child", lambda say: None)
    settings.APP_VERSION = "later"
    before = rows(provisioner.server.superuser, IDENTITY)
    kill_one_half_way(provisioner)
    assert rows(provisioner.server.superuser, IDENTITY) == before
    with ThreadPoolExecutor() as pool:
        with server() as copier:
            copier.lock(lock.TEMPLATE, shared=True)  # as while it makes a copy
            refreshing = pool.submit(template.refresh, provisioner.said.append)
            wait_for(lambda: rows(provisioner.server.superuser, WAITING) == [(1,)])
            assert rows(provisioner.server.superuser, IDENTITY) == before
            copying = [pool.submit(provisioner.ensure, name) for name in ("pr-7", "pr-8", "pr-9")]
            wait_for(lambda: rows(provisioner.server.superuser, WAITING) == [(4,)])
        assert refreshing.result(commands.WITHIN)["version"] == "later"
        assert [rows(it.result(commands.WITHIN), "SELECT 1") for it in copying] == [[(1,)]] * 3
    assert rows(provisioner.server.superuser, NAMES) == [("itg_template",)]
    assert rows(provisioner.server.superuser, IDENTITY) != before
    made = {f"pr_{number}: made, from the template of later" for number in (7, 8, 9)}
    assert made <= set(provisioner.said)


def kill_one_half_way(provisioner: Provisioner) -> None:
    process = commands.start(provisioner.environment, "preview_template", "refresh")
    wait_for(lambda: ("itg_template_new",) in rows(provisioner.server.superuser, NAMES))
    process.kill()
    process.communicate(timeout=commands.WITHIN)
    assert ("itg_template_new",) in rows(provisioner.server.superuser, NAMES)


def wait_for(happens: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + commands.WITHIN
    while not happens():
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


def test_a_failing_migration_leaves_the_old_one(
    provisioner_with_its_own_template: Provisioner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    provisioner = provisioner_with_its_own_template
    migrations = tmp_path / "faulty" / "migrations"
    migrations.mkdir(parents=True)
    for folder in (migrations, migrations.parent):
        (folder / "__init__.py").touch()
    (migrations / "0001_initial.py").write_text(MIGRATION)
    (tmp_path / "with_a_fault.py").write_text(SETTINGS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "with_a_fault")
    before = rows(provisioner.server.superuser, IDENTITY)

    with pytest.raises(
        ProvisionerError, match=r'"no_such_column" does not exist.* stays in use\. Correct'
    ):
        template.refresh(provisioner.said.append)

    assert rows(provisioner.server.superuser, IDENTITY) == before
    assert rows(provisioner.server.superuser, NAMES) == [("itg_template",)]
    provisioner.ensure("pr-7")


def test_only_an_unfinished_template_is_filled(provisioner: Provisioner) -> None:
    with pytest.raises(ProvisionerError, match="postgres is not an unfinished template"):
        template.fill(provisioner.said.append)

"""A database from before the first migrations were made anew is kept, never migrated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_django
from django.db import connection as own
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler

from operations import bootstrap
from operations.older_database import migrated_apps, set_aside


@pytest.fixture
def sqlite(
    tmp_path: Path, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Iterator[BaseDatabaseWrapper]:
    """A database of SQLite with the record of migrations alone."""
    options = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "db.sqlite3")}
    made = ConnectionHandler({"default": options})["default"]
    made.inc_thread_sharing()
    with django_db_blocker.unblock():
        with made.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("CREATE TABLE django_migrations (app text, name text)")
        record(made, "content")
        yield made
        made.close()


def record(connection: BaseDatabaseWrapper, app: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations VALUES (%s, '0001_initial')", [app])


def test_an_older_file_is_kept_with_all_that_is_in_it(
    sqlite: BaseDatabaseWrapper, tmp_path: Path
) -> None:
    record(sqlite, "uploads")
    kept = Path(set_aside(sqlite))
    assert kept.parent == tmp_path
    assert kept.name.startswith("db.sqlite3.older-")
    assert migrated_apps(sqlite) == set(), "it starts anew"
    sqlite.close()
    sqlite.settings_dict["NAME"] = str(kept)
    assert migrated_apps(sqlite) == {"content", "uploads"}


def test_a_database_of_today_stays(sqlite: BaseDatabaseWrapper, tmp_path: Path) -> None:
    assert set_aside(sqlite) == ""
    assert (tmp_path / "db.sqlite3").exists()


def test_a_file_with_a_column_that_was_renamed_is_older(sqlite: BaseDatabaseWrapper) -> None:
    with sqlite.cursor() as cursor:
        cursor.execute("CREATE TABLE forms_submission (id integer, answers_digest text)")
    assert "older" in set_aside(sqlite)


@pytest.mark.django_db
def test_an_older_one_on_a_server_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(own, "vendor", "postgresql")
    MigrationRecorder(own).record_applied("core", "0001_initial")
    with pytest.raises(bootstrap.BootstrapError, match=r"cannot be migrated\. Create an empty one"):
        bootstrap.migrate(lambda words: None)

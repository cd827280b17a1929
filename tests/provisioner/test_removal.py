"""Whatever a preview does with its rights, nothing is left of one that is dropped."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from threading import Event, Thread

import psycopg2
import pytest
from psycopg2 import sql

from tests.databases import execute
from tests.provisioner.conftest import Provisioner, rows
from tests.services.postgres import Login

# What pr_7 may do to its own database and to itself.
OWN = (
    "ALTER DATABASE pr_7 IS_TEMPLATE true",
    "ALTER DATABASE pr_7 CONNECTION LIMIT 0",
    "ALTER DATABASE pr_7 SET default_transaction_read_only = on",
    "ALTER DATABASE pr_7 SET local_preload_libraries = 'missing'",
    "REVOKE ALL ON DATABASE pr_7 FROM PUBLIC, pr_7",
    "ALTER ROLE pr_7 SET statement_timeout = 1",
    "ALTER ROLE pr_7 IN DATABASE pr_7 SET role = 'pr_7'",
    "CREATE PUBLICATION everything FOR TABLE content_contentpage",
    "GRANT SELECT ON content_contentpage TO itg_provisioner, itg_template_owner",
)
# What pr_8 may do in its own database with the name of pr_7, so that PostgreSQL keeps that role.
NAMING = (
    "GRANT SELECT ON content_contentpage TO pr_7",
    "GRANT SELECT (title) ON wagtailcore_page TO pr_7 WITH GRANT OPTION",
    "GRANT ALL ON SCHEMA public TO pr_7",
    "GRANT CONNECT ON DATABASE pr_8 TO pr_7",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pr_7",
    "CREATE POLICY its_own ON content_contentpage TO pr_7",
    "SELECT lo_create(7); GRANT SELECT ON LARGE OBJECT 7 TO pr_7",
    "CREATE TYPE colour AS ENUM ('red'); GRANT USAGE ON TYPE colour TO pr_7",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1; GRANT EXECUTE ON FUNCTION f() TO pr_7",
)
GRANT = NAMING[0]
# How pr_8 may keep others out of its database afterwards.
CLOSING = (
    "ALTER DATABASE pr_8 CONNECTION LIMIT 0",
    "ALTER DATABASE pr_8 SET default_transaction_read_only = on",
    "ALTER DATABASE pr_8 SET local_preload_libraries = 'missing'",
    "ALTER DATABASE pr_8 SET role = 'pr_8'",
    "REVOKE ALL ON DATABASE pr_8 FROM PUBLIC, pr_8",
)
WHOLE = ["database pr_7", "role pr_7"]


@contextmanager
def session(login: Login, *statements: str) -> Iterator[None]:
    """A transaction that stays open, whose end may come from the other side."""
    with closing(psycopg2.connect(login.dsn(), connect_timeout=60)) as connected:
        cursor = connected.cursor()
        for words in statements:
            cursor.execute(words)
        yield


@pytest.mark.parametrize("words", OWN)
def test_what_a_preview_does_to_itself_keeps_nothing(provisioner: Provisioner, words: str) -> None:
    rows(provisioner.ensure("pr-7"), words)
    assert provisioner.drop("pr-7") == WHOLE
    assert provisioner.names() == set()


@pytest.mark.parametrize("words", NAMING)
def test_what_a_neighbour_gives_to_a_preview_keeps_nothing(
    provisioner: Provisioner, words: str
) -> None:
    provisioner.ensure("pr-7")
    neighbour = provisioner.ensure("pr-8")
    rows(neighbour, words)
    assert provisioner.drop("pr-7") == WHOLE
    assert provisioner.names() == {"pr_8"}
    assert rows(neighbour, "SELECT count(*) > 5 FROM content_contentpage") == [(True,)]


@pytest.mark.parametrize("words", CLOSING)
def test_a_neighbour_that_closes_its_database_keeps_nothing(
    provisioner: Provisioner, words: str
) -> None:
    provisioner.ensure("pr-7")
    neighbour = provisioner.ensure("pr-8")
    rows(neighbour, GRANT)
    rows(neighbour, words)
    assert provisioner.drop("pr-7") == WHOLE
    assert provisioner.names() == {"pr_8"}
    assert provisioner.drop("pr-8") == ["database pr_8", "role pr_8"]


def test_a_neighbour_that_lets_nobody_in_from_without_keeps_nothing(
    provisioner: Provisioner,
) -> None:
    """PostgreSQL refuses that from within; as the guest of a third preview it can be done."""
    provisioner.ensure("pr-7")
    neighbour, host = provisioner.ensure("pr-8"), provisioner.ensure("pr-9")
    rows(neighbour, GRANT)
    rows(host, "GRANT CONNECT ON DATABASE pr_9 TO pr_8")
    rows(replace(neighbour, name="pr_9"), "ALTER DATABASE pr_8 ALLOW_CONNECTIONS false")
    assert provisioner.drop("pr-7") == WHOLE
    assert provisioner.drop("pr-8") == ["database pr_8", "role pr_8"]
    assert provisioner.names() == {"pr_9"}


def test_a_guests_tables_in_a_neighbours_database_go_with_the_guest(
    provisioner: Provisioner,
) -> None:
    guest, neighbour = provisioner.ensure("pr-7"), provisioner.ensure("pr-8")
    rows(neighbour, "GRANT CONNECT ON DATABASE pr_8 TO pr_7; GRANT ALL ON SCHEMA public TO pr_7")
    rows(replace(guest, name="pr_8"), "CREATE TABLE guests (id int)")
    rows(replace(guest, name="pr_8"), "GRANT SELECT ON guests TO pr_8")
    rows(neighbour, "CREATE VIEW seen AS SELECT * FROM guests")
    with session(replace(guest, name="pr_8"), "SELECT 1"):
        assert provisioner.drop("pr-7") == WHOLE
    assert provisioner.names() == {"pr_8"}


def test_a_lock_that_a_neighbour_holds_is_not_waited_for(provisioner: Provisioner) -> None:
    provisioner.ensure("pr-7")
    neighbour = provisioner.ensure("pr-8")
    rows(neighbour, GRANT)
    lock = "LOCK TABLE content_contentpage IN ACCESS EXCLUSIVE MODE"
    with session(neighbour, lock), suppress(psycopg2.OperationalError):
        assert provisioner.drop("pr-7") == WHOLE
    assert rows(neighbour, "SELECT 1") == [(1,)], "the neighbour is let in again"


@pytest.mark.parametrize(
    ("who", "words"),
    [("pr-8", GRANT), ("pr-7", "ALTER DATABASE pr_7 IS_TEMPLATE true")],
    ids=["a neighbour", "the preview"],
)
def test_what_is_done_over_and_over_meanwhile_keeps_nothing(
    provisioner: Provisioner, who: str, words: str
) -> None:
    logins = {name: provisioner.ensure(name) for name in ("pr-7", "pr-8")}
    began = Event()
    with repeated(lambda: rows(logins[who], words), began):
        assert began.wait(60)
        assert provisioner.drop("pr-7") == WHOLE
    assert provisioner.names() == {"pr_8"}
    assert rows(logins["pr-8"], "SELECT 1") == [(1,)]


@contextmanager
def repeated(act: Callable[[], object], began: Event) -> Iterator[None]:
    """The act again and again, until the end; it may fail."""
    ended = Event()

    def run() -> None:
        while not ended.is_set():
            with suppress(psycopg2.Error):
                act()
                began.set()

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(60)


def test_a_neighbour_that_was_left_half_dropped_keeps_nothing(provisioner: Provisioner) -> None:
    provisioner.ensure("pr-7")
    rows(provisioner.ensure("pr-8"), GRANT)
    half = "UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'pr_8'"
    execute(provisioner.server, sql.SQL(half))
    assert provisioner.drop("pr-7") == WHOLE


def test_a_preview_cannot_keep_what_its_check_makes(provisioner: Provisioner) -> None:
    """A copy that it calls a template, and the role that the copy is looked at with."""
    login = provisioner.ensure("pr-7")
    execute(provisioner.server, sql.SQL("CREATE DATABASE pr_7_checked OWNER pr_7 IS_TEMPLATE true"))
    execute(provisioner.server, sql.SQL("CREATE ROLE pr_7_checker"))
    execute(provisioner.server, sql.SQL("GRANT pr_7_checker TO itg_provisioner WITH ADMIN TRUE"))
    rows(login, "GRANT SELECT ON content_contentpage TO pr_7_checker")
    assert provisioner.drop("pr-7") == [
        *("database pr_7_checked", "database pr_7", "role pr_7_checker", "role pr_7"),
    ]
    assert provisioner.names() == set()

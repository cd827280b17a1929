"""A preview's database: its own, and nobody else's is within its reach."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg2
import pytest
from psycopg2 import errors, sql

from provisioner import previews
from provisioner.errors import ProvisionerError
from provisioner.names import PreviewNames
from tests import commands
from tests.databases import execute
from tests.prepared import POSTGRESQL
from tests.provisioner.conftest import Provisioner, rows
from tests.services.postgres import Login

FOREIGN = """
SELECT relname FROM pg_class JOIN pg_namespace namespace ON namespace.oid = relnamespace
WHERE nspname = 'public' AND relowner <> 'pr_7'::regrole
"""


def test_a_preview_owns_all_that_is_in_its_database_and_may_change_it(
    provisioner: Provisioner,
) -> None:
    login = provisioner.ensure("pr-7")
    assert rows(login, FOREIGN) == []
    assert rows(login, "SELECT count(*) > 5 FROM content_contentpage") == [(True,)]
    for words in (
        "ALTER TABLE content_contentpage ADD COLUMN colour text",
        "CREATE INDEX ON content_contentpage (colour)",
        "CREATE TABLE later (id int)",
        "DROP TABLE mail_keptmail",
        "CREATE EXTENSION pg_trgm",
    ):
        rows(login, words)


def test_its_bootstrap_finds_nothing_to_migrate_and_makes_its_superuser(
    provisioner: Provisioner,
) -> None:
    login = provisioner.ensure("pr-7")
    finished = commands.run(commands.environment("ci", POSTGRESQL, login.environment), "bootstrap")
    assert finished.returncode == 0, finished.stdout
    assert "Migrations: nothing pending" in finished.stdout
    assert "Superuser: admin created" in finished.stdout


@pytest.mark.parametrize("name", ["pr_8", "itg_template", "postgres", "template1", "template0"])
def test_a_preview_enters_no_other_database(provisioner: Provisioner, name: str) -> None:
    login = provisioner.ensure("pr-7")
    provisioner.ensure("pr-8")
    with pytest.raises(psycopg2.OperationalError, match=r"permission denied|not currently accept"):
        rows(replace(login, name=name), "SELECT 1")


@pytest.mark.parametrize(
    "words",
    [
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "CREATE DATABASE mine TEMPLATE itg_template",
        "SET ROLE pr_8",
        "SET ROLE itg_provisioner",
        "SET ROLE itg_template_owner",
        "GRANT pr_8 TO pr_7",
        "ALTER ROLE pr_8 PASSWORD 'mine'",
        "ALTER ROLE pr_7 CONNECTION LIMIT 1000",
        "ALTER DATABASE pr_8 RENAME TO mine",
        "DROP DATABASE pr_8",
        "SELECT rolpassword FROM pg_authid",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_a_preview_has_no_rights_over_the_server(provisioner: Provisioner, words: str) -> None:
    login = provisioner.ensure("pr-7")
    provisioner.ensure("pr-8")
    with pytest.raises(errors.InsufficientPrivilege):
        rows(login, words)


def test_a_preview_cannot_take_all_connections_of_the_server(provisioner: Provisioner) -> None:
    provisioner.ensure("pr-7")
    sql = "SELECT rolconnlimit FROM pg_roles WHERE rolname = 'pr_7'"
    assert rows(provisioner.server.superuser, sql) == [(previews.CONNECTIONS,)]


def test_again_keeps_the_data_and_takes_the_new_password(provisioner: Provisioner) -> None:
    first = provisioner.ensure("pr-7")
    rows(first, "CREATE TABLE mine (id int)")
    second = provisioner.ensure("pr-7")
    assert rows(second, "SELECT count(*) FROM mine") == [(0,)]
    assert provisioner.said[-1].startswith("pr_7: kept, from the template of 0123abc")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        rows(first, "SELECT 1")


def test_fresh_starts_over_though_the_preview_is_in_use(provisioner: Provisioner) -> None:
    first = provisioner.ensure("pr-7")
    rows(first, "CREATE TABLE mine (id int)")
    session = psycopg2.connect(first.dsn())
    second = provisioner.ensure("pr-7", fresh=True)
    session.close()
    assert rows(second, "SELECT to_regclass('mine')") == [(None,)]


def test_many_at_once_for_the_same_and_for_others(provisioner: Provisioner) -> None:
    names = ["pr-1", "pr-1", "pr-2", "pr-3", "pr-1", "pr-2"]
    with ThreadPoolExecutor(len(names)) as pool:
        logins = list(pool.map(provisioner.ensure, names))
    assert {login.name for login in logins} == {"pr_1", "pr_2", "pr_3"}
    assert provisioner.names() == {"pr_1", "pr_2", "pr_3"}
    with ThreadPoolExecutor(len(names)) as pool:
        dropped = list(pool.map(provisioner.drop, names))
    assert sorted(name for names in dropped for name in names) == sorted(
        f"{kind} pr_{number}" for kind in ("database", "role") for number in (1, 2, 3)
    )
    assert provisioner.names() == set()


def test_what_was_left_half_made_is_not_taken_for_whole(provisioner: Provisioner) -> None:
    provisioner.ensure("pr-7")
    execute(provisioner.server, sql.SQL("ALTER DATABASE pr_7 RENAME TO pr_7_new"))
    login = provisioner.ensure("pr-7")
    assert rows(login, FOREIGN) == []
    assert provisioner.names() == {"pr_7"}


def test_what_was_left_half_dropped_is_made_again(provisioner: Provisioner) -> None:
    """https://www.postgresql.org/docs/16/catalog-pg-database.html: -2 is a database of no use."""
    provisioner.ensure("pr-7")
    half = "UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'pr_7'"
    execute(provisioner.server, sql.SQL(half))
    assert rows(provisioner.ensure("pr-7"), "SELECT 1") == [(1,)]


def test_drop_leaves_nothing_and_may_be_repeated(provisioner: Provisioner) -> None:
    login = provisioner.ensure("pr-7")
    session = psycopg2.connect(login.dsn())
    assert provisioner.drop("pr-7") == ["database pr_7", "role pr_7"]
    session.close()
    assert provisioner.drop("pr-7") == []
    assert provisioner.names() == set()


def test_the_list_has_what_is_whole_and_what_was_left(provisioner: Provisioner) -> None:
    provisioner.ensure("pr-7")
    provisioner.ensure("pr-8")
    execute(provisioner.server, sql.SQL("ALTER DATABASE pr_8 RENAME TO pr_8_new"))
    execute(provisioner.server, sql.SQL("CREATE ROLE pr_9"))
    execute(provisioner.server, sql.SQL("GRANT pr_9 TO itg_provisioner WITH ADMIN TRUE"))
    found = previews.listing(provisioner.said.append)["previews"]
    assert [(one["name"], one["whole"], one["bytes"] > 0) for one in found] == [
        ("pr-7", True, True),
        ("pr-8", False, True),
        ("pr-9", False, False),
    ]
    assert found[0]["version"] == "0123abc"
    assert provisioner.said[-1] == "3 previews"


@pytest.mark.parametrize("comment", ["", "no JSON", "[1]", '{"made_at": {"a": 1}}'])
def test_a_preview_cannot_break_the_list(provisioner: Provisioner, comment: str) -> None:
    login = provisioner.ensure("pr-7")
    rows(login, f"COMMENT ON DATABASE pr_7 IS '{comment}'")
    rows(login, "REVOKE CONNECT ON DATABASE pr_7 FROM pr_7")
    (found,) = previews.listing(provisioner.said.append)["previews"]
    assert (found["name"], found["whole"]) == ("pr-7", True)


@pytest.mark.parametrize(
    "name", ["production", "pr_7", "pr-0", "pr-07", "pr-7 ", "pr-7;", "pr-7000000", "postgres", ""]
)
def test_refuses_any_other_name(name: str) -> None:
    with pytest.raises(
        ProvisionerError, match=r"There is no preview .*\. Give a name such as pr-42\."
    ):
        PreviewNames.named(name)


@pytest.mark.parametrize("text", ["hunter2", "md5" + "0" * 32, "SCRAM-SHA-256$1:a$b", "'; DROP"])
def test_refuses_a_password_and_does_not_show_it(text: str) -> None:
    with pytest.raises(ProvisionerError, match="This is not the verifier of a password") as refused:
        previews.ensure(PreviewNames(7), text, False, print)
    assert text not in str(refused.value)


def test_without_a_template_it_says_what_to_do(
    provisioner: Provisioner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "TEMPLATE", "itg_missing")
    with pytest.raises(ProvisionerError, match="Run `preview_template refresh` first"):
        provisioner.ensure("pr-7")


def test_a_server_that_is_away_is_one_sentence(provisioner: Provisioner) -> None:
    away = Login(port=1, user="itg_provisioner", password="never-shown").environment
    finished = commands.run(provisioner.environment | away, "preview_database", "list")
    assert finished.returncode == 1
    (line,) = finished.stdout.strip().splitlines()
    assert line.startswith("CommandError: The previews' server cannot be reached: ")
    assert line.endswith("that the network lets the provisioner reach it.")
    assert "never-shown" not in line

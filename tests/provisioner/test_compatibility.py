"""Would main's code run on a pull request's schema: asked of a copy, by main's code itself."""

import time
from typing import Any

import httpx
import psycopg2
import pytest

from provisioner import compatibility
from provisioner.errors import ProvisionerError
from provisioner.names import PreviewNames
from tests import commands
from tests.prepared import POSTGRESQL
from tests.provisioner.conftest import Provisioner, rows
from tests.running_site import RunningSite

AHEAD = "INSERT INTO django_migrations (app, name, applied) VALUES ('content', '0404_more', now())"


def checked(provisioner: Provisioner, *statements: str) -> dict[str, Any]:
    login = provisioner.ensure("pr-7")
    for words in statements:
        rows(login, words)
    facts = compatibility.check(PreviewNames(7), provisioner.said.append)
    assert provisioner.names() == {"pr_7"}
    return facts


def test_new_nullable_columns_and_tables_and_what_only_main_has_are_no_fault(
    provisioner: Provisioner,
) -> None:
    assert checked(
        provisioner,
        "ALTER TABLE content_contentpage ADD COLUMN colour text",
        "CREATE TABLE content_colour (id int)",
        AHEAD,
        "DROP TABLE mail_keptmail",
        "DELETE FROM django_migrations WHERE app = 'mail'",
    ) == {"compatible": True, "faults": [], "migrations_ahead": ["content.0404_more"]}
    assert provisioner.said[-1] == "Main's code runs on the schema of pr-7"


def test_a_removed_column_is_a_fault_in_words(provisioner: Provisioner) -> None:
    facts = checked(provisioner, "ALTER TABLE content_contentpage DROP COLUMN body")
    assert not facts["compatible"]
    gone = "column content_contentpage.body does not exist"
    assert f"reading content.ContentPage: {gone}" in facts["faults"]
    assert any(
        fault.startswith("GET /api/") and " returned 500" in fault for fault in facts["faults"]
    )
    assert any(fault.startswith("publishing a page: ") for fault in facts["faults"])
    assert "Main's code does not run on the schema of pr-7" in provisioner.said


def test_a_new_column_that_must_be_filled_is_a_fault(provisioner: Provisioner) -> None:
    """As Django leaves it behind when a field with a default is added."""
    facts = checked(
        provisioner,
        "ALTER TABLE content_contentpage ADD COLUMN colour text NOT NULL DEFAULT ''",
        "ALTER TABLE content_contentpage ALTER COLUMN colour DROP DEFAULT",
    )
    must = "writing content.ContentPage: column content_contentpage.colour must be filled"
    assert facts["faults"][0] == must
    assert facts["faults"][1].startswith("publishing a page: null value in column")
    assert len(facts["faults"]) == 2


THEFTS = (
    "CREATE ROLE thief",
    "SET ROLE NONE; GRANT pr_8 TO pr_7",
    "SET ROLE NONE; SET ROLE itg_provisioner",
    "PERFORM pg_read_file('/etc/passwd')",
)
TRIGGER = """
CREATE FUNCTION steal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {thefts} RETURN NEW; END $$;
CREATE TRIGGER t BEFORE INSERT ON wagtailcore_page EXECUTE FUNCTION steal()
"""
THEFT = """
BEGIN {theft}; RAISE 'stolen by {quoted}'; EXCEPTION WHEN insufficient_privilege THEN NULL; END;
"""


def test_what_the_branch_put_into_its_database_has_no_rights_there(
    provisioner: Provisioner,
) -> None:
    provisioner.ensure("pr-8")
    login = provisioner.ensure("pr-7")
    thefts = [THEFT.format(theft=words, quoted=words.replace("'", "")) for words in THEFTS]
    rows(login, TRIGGER.format(thefts="".join(thefts)))
    facts = compatibility.check(PreviewNames(7), provisioner.said.append)
    assert facts == {"compatible": True, "faults": [], "migrations_ahead": []}


def test_the_preview_serves_on_though_its_sessions_were_ended(provisioner: Provisioner) -> None:
    login = provisioner.ensure("pr-7")
    environment = commands.environment("ci", POSTGRESQL, login.environment)
    with RunningSite(environment) as site:
        search = f"{site.url}/api/search/?q=robot"
        assert httpx.get(search, timeout=commands.WITHIN).status_code == 200
        assert compatibility.check(PreviewNames(7), provisioner.said.append)["compatible"]
        for _ in range(6):
            assert httpx.get(search, timeout=commands.WITHIN).status_code == 200


def test_a_session_at_work_is_waited_for_and_then_ended(
    provisioner: Provisioner, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = provisioner.ensure("pr-7")
    session = psycopg2.connect(login.dsn())
    session.cursor().execute("SELECT 1")  # and never commits
    monkeypatch.setattr(compatibility, "PATIENCE_SECONDS", 2)
    assert compatibility.check(PreviewNames(7), provisioner.said.append)["compatible"]
    session.close()


def test_what_a_killed_one_left_is_removed_with_the_preview(provisioner: Provisioner) -> None:
    provisioner.ensure("pr-7")
    process = commands.start(provisioner.environment, "preview_database", "check", "pr-7")
    give_up_at = time.monotonic() + commands.WITHIN
    while "pr_7_checked" not in provisioner.names():
        assert time.monotonic() < give_up_at
        time.sleep(0.1)
    process.kill()
    process.communicate(timeout=commands.WITHIN)
    left = ["database pr_7_checked", "database pr_7", "role pr_7_checker", "role pr_7"]
    assert provisioner.drop("pr-7") == left


def test_code_that_does_not_start_is_a_fault(
    provisioner: Provisioner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DB_ENGINE", "django.db.backends.nonsense")
    facts = checked(provisioner)
    assert facts["faults"][0].startswith("main's code does not start: ")


def test_without_a_database_it_says_what_to_do(provisioner: Provisioner) -> None:
    with pytest.raises(ProvisionerError, match="pr-7 has no database to check"):
        compatibility.check(PreviewNames(7), provisioner.said.append)

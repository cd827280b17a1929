"""Does this code run on the database as it is? Asked in production before a rollback."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from operations import applied

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the check reads PostgreSQL's catalog"
)


def run(*statements: str) -> str:
    with connection.cursor() as cursor:
        for words in statements:
            cursor.execute(words)
    out = StringIO()
    try:
        call_command("compatibility", stdout=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


@on_postgresql
def test_what_was_added_and_need_not_be_filled_is_no_fault_and_nothing_is_left() -> None:
    before, newest = Page.objects.count(), applied.newest()
    said = run(
        "ALTER TABLE content_contentpage ADD COLUMN colour text",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('content', '0404_x', now())",
    )
    assert said == "This code runs on the schema that the database has.\n"
    assert Page.objects.count() == before
    assert set(applied.newest()) - set(newest) == {"content.0404_x"}


@on_postgresql
def test_a_column_that_must_be_filled_is_a_fault() -> None:
    said = run(
        "ALTER TABLE content_contentpage ADD COLUMN colour text NOT NULL DEFAULT ''",
        "ALTER TABLE content_contentpage ALTER COLUMN colour DROP DEFAULT",
    )
    must = "writing content.ContentPage: column content_contentpage.colour must be filled"
    assert f"Fault: {must}\n" in said
    assert said.endswith("This code does not run on the schema that the database has.")


@on_postgresql
def test_a_migration_that_the_database_lacks_is_named_and_not_applied() -> None:
    last = next(one for one in applied.newest() if one.startswith("content."))
    name = last.removeprefix("content.")
    said = run(f"DELETE FROM django_migrations WHERE app = 'content' AND name = '{name}'")  # noqa: S608
    assert f"Fault: the database lacks {last}" in said
    assert last in applied.pending()
    assert last not in applied.newest()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it is about another database")
def test_another_database_than_postgresql_is_one_sentence() -> None:
    assert run().startswith("The test reads PostgreSQL's catalog.")

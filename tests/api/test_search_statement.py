"""The prepared statement finds what the models find, and reads no whole table."""

from collections import Counter
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from api import search_statement
from api.search import describe, ranked, search
from catalogue.models import Project
from content.models import ContentPage
from content.public_site import PublicSite
from news.models import NewsIndexPage, NewsPage
from tests.caches import begin_version
from tests.catalogue.conftest import MakeProject
from tests.content.conftest import MakePage

pytestmark = [
    pytest.mark.usefixtures("db"),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has another index for words"
    ),
]


@pytest.mark.usefixtures("orchard", "drone")
def test_the_statement_finds_what_the_models_find(
    make_page: MakePage, make_project: MakeProject, catalogue_page: ContentPage
) -> None:
    index = NewsIndexPage(title="News")
    catalogue_page.get_parent().add_child(instance=index)
    index.add_child(instance=NewsPage(title="A drone wins", summary="Of Quail Hollow."))
    make_page("Muñoz & Söhne", search_description="Drone, drone, drone")
    hidden = make_page("Hidden drone")
    make_page("Below the hidden drone", hidden)
    for page in (hidden, make_page("Another hidden drone")):
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    for number in range(12):
        make_project(f"CAP-{number}", title=f"Drone {number}", organisation="Ärzte" * (number % 2))
    make_project("A-1", title="Ground", abstract="Drone \n\n in  an orchard. " * 40)
    site = PublicSite.load()
    assert site
    queries = (
        "drone",
        "drones",
        "dron",
        "quail hollow",
        "the drone",
        "munoz",
        "arzte drone",
        "cap",
    )
    for query in (
        *queries,
        "drone 1 2",
        "nothing",
        "a drone in an orchard of almonds",
        "drone " * 9,
    ):
        matching = ranked(site, query)
        for kind in (None, "page", "news", "project"):
            wanted = [each for each in matching if kind in {None, each[1].kind}]
            for first in (0, 10, 20):
                found = search_statement.find(site, query, kind, first, 10)
                assert found.counts == Counter(match.kind for _, match in matching)
                assert found.results == describe(site, wanted[first : first + 10])


INDEXES = ("content_search_words", "catalogue_project_words")


@pytest.mark.usefixtures("orchard", "drone", "catalogue_page")
def test_the_statement_is_prepared_once_and_uses_indexes(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_version(monkeypatch)
    for query in ("drone", "thermal", "thermal camera drone", "a b c d"):
        search(query, 1)
    with django_assert_num_queries(1):
        assert search("drone", 1).count
    with django_assert_num_queries(1):
        assert search("quail hollow thermal", 1).count
    site = PublicSite.load()
    assert site
    text, values = search_statement.statement(site, ["drone"], "", (0, 10), has_projects=True)
    with connection.cursor() as cursor:
        fill_indexes(cursor)
        cursor.execute(f"PREPARE explained AS {text}")
        cursor.execute(f"EXPLAIN EXECUTE explained ({', '.join(['%s'] * len(values))})", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("DEALLOCATE explained")
    for index in INDEXES:
        assert f"Bitmap Index Scan on {index}" in plan
    for searched in ("wagtailsearch_indexentry", "catalogue_project"):
        assert f"Seq Scan on {searched}" not in plan


@pytest.mark.usefixtures("orchard", "drone", "catalogue_page")
def test_a_connection_finds_the_same_after_a_migration_changed_every_column() -> None:
    """PostgreSQL: "cached plan must not change result type"."""
    before = search("drone", 1)
    assert {result.kind for result in before.results} == {"page", "project"}
    models: list[type[Model]] = [*search_statement.models(), Project]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table changes while some are deferred
        for model in models:
            cursor.execute(COLUMNS, [model._meta.db_table])
            changes = ", ".join(
                f'ALTER "{name}" TYPE {wider}' for name, wider in cursor.fetchall() if wider
            )
            if changes:
                cursor.execute(f"ALTER TABLE {model._meta.db_table} {changes}")
    assert search("drone", 1) == before


# Each column with a larger type, where there is one. Keys and what the search never returns too.
COLUMNS = """
SELECT column_name, CASE data_type
    WHEN 'character varying' THEN 'text'
    WHEN 'text' THEN 'varchar(100000)'
    WHEN 'smallint' THEN 'integer'
    WHEN 'integer' THEN 'bigint'
    END
FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'
"""


def fill_indexes(cursor: Any) -> None:
    """With so many rows that PostgreSQL has a reason to use an index."""
    page = ContentType.objects.get_for_model(ContentPage).pk
    cursor.execute(
        "INSERT INTO wagtailsearch_indexentry"
        " (content_type_id, object_id, title_norm,"
        " title, autocomplete, body, title_text, body_text)"
        " SELECT %s, 1000000 + n, 1, to_tsvector('simple', 'word' || n), '', '', '',"
        " repeat('text ', 100)"
        " FROM generate_series(1, 5000) AS n",
        [page],
    )
    alike = {"year": 2020, "term": 1, "class_name": "C", "abstract": "abstract " * 120}
    Project.objects.bulk_create(
        Project(title=f"P{n}", slug=f"p-{n}", team=f"T{n}", words=f" word{n}", **alike)
        for n in range(5000)
    )
    for index in (*INDEXES, "wagtailsear_autocom_476c89_gin"):  # as vacuuming does it
        cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
    cursor.execute("ANALYZE wagtailsearch_indexentry, catalogue_project")

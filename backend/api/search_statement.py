"""A search as one statement of PostgreSQL. It finds, ranks and counts, and reads what is shown.

PostgreSQL takes longer to plan it than to run it, so it is prepared once for each connection. Its
text depends only on the number of words and of hidden pages. To have fewer texts, the last word
is repeated until the number of words is a power of two.

A connection outlives migrations, and PostgreSQL refuses to run a prepared statement whose result
has other types than before ("cached plan must not change result type"). So each column is cast.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from modelsearch.backends.database.postgres.weights import get_sql_weights
from wagtail.models import Page

from catalogue.models import Project
from catalogue.pages import current_home
from catalogue.search import project_result
from content.pages import introduce
from content.public_site import PublicSite
from content.schemas import Kind, SearchResult
from content.search import MOST
from content.words import forms, words

PAGE: Final = 1
PROJECT: Final = 2
STATEMENT: Final = """
WITH whole AS MATERIALIZED (
    SELECT wagtailcore_page.id, wagtailcore_page.content_type_id, entry.title_text,
        ts_rank({weights}::float4[], entry.title, to_tsquery({config}::regconfig, {whole}))
            * entry.title_norm
        + ts_rank({weights}::float4[], entry.body, to_tsquery({config}::regconfig, {whole}))
            AS rank
    FROM wagtailsearch_indexentry entry JOIN wagtailcore_page ON wagtailcore_page.id = {key}
    WHERE (entry.title || entry.body) @@ to_tsquery({config}::regconfig, {whole})
        AND entry.content_type_id = ANY({types}::int[]) AND {public}
    ORDER BY rank DESC, wagtailcore_page.id DESC LIMIT {most}
), beginning AS MATERIALIZED (
    SELECT wagtailcore_page.id, wagtailcore_page.content_type_id, entry.title_text,
        ts_rank({weights}::float4[], entry.autocomplete, to_tsquery('simple', {begins})) AS rank
    FROM wagtailsearch_indexentry entry JOIN wagtailcore_page ON wagtailcore_page.id = {key}
    WHERE NOT EXISTS (SELECT FROM whole)
        AND entry.autocomplete @@ to_tsquery('simple', {begins})
        AND entry.content_type_id = ANY({types}::int[]) AND {public}
    ORDER BY rank DESC, wagtailcore_page.id DESC LIMIT {most}
), project AS MATERIALIZED (
    SELECT id, name_words, year, term, team FROM catalogue_project
    WHERE {has_projects}::bool AND live AND {with_words}
    ORDER BY year DESC, term DESC, team LIMIT {most}
), found AS MATERIALIZED (
    SELECT {page} AS source, id, {kind} AS kind,
        row_number() OVER (ORDER BY rank DESC, id DESC) AS place,
        (SELECT count(*) FROM unnest({words}::text[], {stems}::text[]) AS one(word, stem)
            WHERE lower(title_text) LIKE '%' || word || '%'
                OR lower(title_text) LIKE '%' || stem || '%') AS named
    FROM (SELECT * FROM whole UNION ALL SELECT * FROM beginning) AS pages
    UNION ALL
    SELECT {project}, id, 'project',
        row_number() OVER (ORDER BY year DESC, term DESC, team),
        (SELECT count(*) FROM unnest({words}::text[], {stems}::text[]) AS one(word, stem)
            WHERE name_words LIKE '% ' || word || '%' OR name_words LIKE '% ' || stem || '%')
    FROM project
), shown AS (
    SELECT * FROM found WHERE {wanted}::text IN ('', kind)
    ORDER BY named DESC, source, place OFFSET {first} LIMIT {size}
)
SELECT counted.counts, shown.source, shown.kind,
    page.title::text, page.url_path::text, page.search_description::text,
    {summary}::text, {body}::text,
    project.title::text, project.slug::text, project.team::text, project.organisation::text,
    project.year::int, project.term::int, project.abstract::text
FROM (
    SELECT json_object_agg(kind, number) AS counts
    FROM (SELECT kind, count(*) AS number FROM found GROUP BY kind) AS kinds
) AS counted
LEFT JOIN shown ON true
LEFT JOIN wagtailcore_page page ON shown.source = {page} AND page.id = shown.id
{bodies}
LEFT JOIN catalogue_project project ON shown.source = {project} AND project.id = shown.id
ORDER BY shown.named DESC, shown.source, shown.place
"""
# Entries of other models may have keys that are not numbers and cannot be cast.
KEY: Final = "CASE WHEN entry.content_type_id = ANY({types}::int[]) THEN entry.object_id::int END"


class Found(NamedTuple):
    """The number of results of each kind, and the results that are shown."""

    counts: dict[Kind, int]
    results: list[SearchResult]


class Statement:
    """The text with numbered parameters, for PREPARE, and their values in the same order."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def bind(self, value: Any) -> str:
        self.values.append(value)
        return f"${len(self.values)}"

    def bind_each(self, text: str, values: Sequence[Any]) -> str:
        """``text`` with a parameter for each ``%s``."""
        return text % tuple(self.bind(value) for value in values)


def find(site: PublicSite, query: str, kind: Kind | None, first: int, size: int) -> Found:
    wanted = words(query)
    if not wanted:
        return Found({}, [])
    home = current_home()
    text, values = statement(site, wanted, kind or "", (first, size), has_projects=bool(home))
    rows = execute(text, values)
    above = home[1] if home else ""
    return Found(rows[0][0] or {}, [result(site, above, row) for row in rows if row[1]])


def statement(
    site: PublicSite, wanted: list[str], kind: str, window: tuple[int, int], *, has_projects: bool
) -> tuple[str, list[Any]]:
    made = Statement()
    bind = made.bind
    named = kinds()
    types = bind([key for key, _ in named])
    stems = [forms(word)[-1] for word in wanted]
    text = STATEMENT.format(
        weights=bind(get_sql_weights()),
        config=bind(settings.WAGTAILSEARCH_BACKENDS["default"]["SEARCH_CONFIG"]),
        whole=bind(" & ".join(f"'{word}'" for word in wanted)),
        begins=bind(" & ".join(f"'{stem}'" for stem in stems) + ":*"),
        types=types,
        key=KEY.format(types=types),
        public=made.bind_each(*site.condition),
        has_projects=bind(has_projects),
        with_words=has_words_beginning(made, wanted),
        words=bind(wanted),
        stems=bind(stems),
        wanted=bind(kind),
        first=bind(window[0]),
        size=window[1],
        **{"most": MOST, "page": PAGE, "project": PROJECT},
        **of_models(named),
    )
    return text, made.values


def has_words_beginning(made: Statement, wanted: list[str]) -> str:
    """The condition that a project has words that begin with these. An index can evaluate it."""
    filled = [*wanted, *[wanted[-1]] * (power_of_two(len(wanted)) - len(wanted))]
    return " AND ".join(
        made.bind_each("(words LIKE %s OR words LIKE %s)", [f"% {form}%" for form in both(word)])
        for word in filled
    )


def both(word: str) -> tuple[str, str]:
    """The word, and its stem, which may be the same."""
    found = forms(word)
    return found[0], found[-1]


def power_of_two(number: int) -> int:
    """The smallest power of two that is at least ``number``."""
    return 1 << (number - 1).bit_length()


@cache
def models() -> tuple[type[Page], ...]:
    """All kinds of pages."""
    return tuple(model for model in apps.get_models() if issubclass(model, Page))


def kinds() -> tuple[tuple[int, str], ...]:
    """The content types of all pages, each with its name in results. Django caches them."""
    of = ContentType.objects.get_for_model
    return tuple((of(model).pk, getattr(model, "kind", "page")) for model in models())


@cache
def of_models(named: tuple[tuple[int, str], ...]) -> dict[str, str]:
    """The parts of the statement that depend on the kinds of pages."""
    cases = [f"WHEN {key} THEN '{kind}'" for key, kind in named]
    joins, fields = [], {"summary": ["''"], "body": ["'[]'"]}
    for number, model in enumerate(models()):
        own = {field.name for field in model._meta.local_fields}.intersection(fields)
        for name in own:
            fields[name].insert(0, f"body_{number}.{name}")
        if own:
            joins.append(
                f"LEFT JOIN {model._meta.db_table} body_{number}"
                f" ON shown.source = {PAGE} AND body_{number}.page_ptr_id = shown.id"
            )
    return {
        "kind": f"CASE content_type_id {' '.join(cases)} END",
        "bodies": "\n".join(joins),
        **{name: f"coalesce({', '.join(columns)})" for name, columns in fields.items()},
    }


prepared: Final[WeakKeyDictionary[Any, set[str]]] = WeakKeyDictionary()


def execute(text: str, values: Sequence[Any]) -> list[Any]:
    """Run the statement, and prepare it first if this connection has not yet. Returns the rows."""
    name = f"search_{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"
    with connection.cursor() as cursor:  # replaces a connection that has died
        known = prepared.setdefault(connection.connection, set())
        if name not in known:
            # One plan is right for all words, because they use the same indexes.
            cursor.execute(f"SET plan_cache_mode TO force_generic_plan; PREPARE {name} AS {text}")
            known.add(name)
        cursor.execute(f"EXECUTE {name} ({', '.join(['%s'] * len(values))})", values)
        rows: list[Any] = cursor.fetchall()
    return rows


def result(site: PublicSite, above: str, row: Sequence[Any]) -> SearchResult:
    _, source, kind, title, url_path, description, summary, body, *of_project = row
    if source == PROJECT:
        names = ("title", "slug", "team", "organisation", "year", "term", "abstract")
        return project_result(Project(**dict(zip(names, of_project, strict=True))), above)
    return SearchResult(
        kind=kind,
        title=title,
        path=site.path_of(url_path),
        excerpt=introduce(description, summary, json.loads(body)),
    )

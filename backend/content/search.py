"""Pages that hold words, found with the database's own full-text search."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from django.contrib.contenttypes.models import ContentType
from modelsearch.conf import get_app_config
from wagtail.models import Page
from wagtail.query import PageQuerySet

from content.pages import introduction
from content.public_site import PublicSite
from content.schemas import Kind, SearchResult
from content.words import fold, forms, words

# PostgreSQL keeps what it indexed as text beside its vectors.
TEXTS = ("title_text", "body_text"), ("title", "body")

MOST: Final = 500  # of each source: whoever searches for less than that looks no further


class Match(NamedTuple):
    """The primary key of what was found, and how many of the words are in its name."""

    key: int
    named: int
    kind: Kind


def matches(site: PublicSite, query: str) -> list[Match]:
    """Pages that hold all words, the MOST that are best, best first.

    Where no page does, each word may be the beginning of one: "robot" finds "robotics".
    """
    wanted = words(query)  # what is left has no meaning in any query language
    if not wanted:
        return []
    pages = site.pages.only("title", "content_type")
    whole = pages.search(" ".join(wanted), operator="and")[:MOST]
    found = list(whole) or beginning(pages, wanted)
    return [Match(page.pk, named(wanted, page.title), kind_of(page)) for page in found]


def beginning(pages: PageQuerySet, wanted: list[str]) -> list[Page]:
    shortest = " ".join(forms(word)[-1] for word in wanted)
    return list(pages.autocomplete(shortest, operator="and")[:MOST])


def named(wanted: list[str], title: str) -> int:
    plain = fold(title)
    return sum(any(form in plain for form in forms(word)) for word in wanted)


def kind_of(page: Page) -> Kind:
    """By its class, which Django knows without a query."""
    return getattr(page.specific_class, "kind", "page")


def describe(site: PublicSite, keys: Collection[int]) -> dict[int, SearchResult]:
    pages = site.pages.filter(pk__in=keys).specific()
    return {
        page.pk: SearchResult(
            kind=kind_of(page),
            title=page.title,
            path=site.path(page),
            excerpt=introduction(page),
        )
        for page in pages
    }


def vocabulary(site: PublicSite) -> Iterator[str]:
    """All words of all that may be found, as often as they are there. Two queries."""
    entries = get_app_config().get_model("IndexEntry").objects
    names = {field.name for field in entries.model._meta.get_fields()}
    texts = next(pair for pair in TEXTS if names.issuperset(pair))
    public = set(site.pages.values_list("pk", "content_type_id"))
    kinds = ContentType.objects.filter(pk__in={kind for _, kind in public})
    rows = entries.filter(content_type__in=kinds).values_list(
        "object_id", "content_type_id", *texts
    )
    for key, kind, *stored in rows.iterator():
        if key.isdigit() and (int(key), kind) in public:
            for text in stored:
                yield from words(text or "")

"""The site as anybody may see it: live pages of the default site that no restriction hides."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from content.per_version import PerVersion


@dataclass(frozen=True)
class PublicSite:
    site: Site

    @classmethod
    def load(cls) -> "PublicSite | None":
        site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
        return cls(site) if site else None

    @cached_property
    def pages(self) -> PageQuerySet:
        """Live and public pages of this site. Restrictions are read once, so keep this object."""
        return Page.objects.descendant_of(self.site.root_page, inclusive=True).live().public()

    def url_path(self, path: str) -> str:
        """What Wagtail's ``url_path`` is for a path of this site."""
        return f"{self.site.root_page.url_path.rstrip('/')}{path}"

    @cached_property
    def condition(self) -> tuple[str, list[Any]]:
        """What ``pages`` asks of wagtailcore_page, as SQL with its values."""
        query = self.pages.query
        text, values = query.where.as_sql(query.get_compiler(DEFAULT_DB_ALIAS), connection)
        return text, list(values)

    def path(self, page: Page) -> str:
        """Where the site has a page: "/about/team/"."""
        return self.path_of(page.url_path)

    def path_of(self, url_path: str) -> str:
        """The same from the page's column."""
        return f"/{url_path.removeprefix(self.site.root_page.url_path)}"

    def paths(self, keys: Iterable[int]) -> dict[int, str]:
        """Paths by primary key, of those pages that the public may see. One query."""
        pages = self.pages.filter(pk__in=set(keys)).only("url_path")
        return {page.pk: self.path(page) for page in pages}


def load_with_restrictions() -> PublicSite | None:
    site = PublicSite.load()
    return site if site and site.pages is not None else None


_kept = PerVersion(load_with_restrictions)


def current_site() -> PublicSite | None:
    """The site and what is hidden in it, read once for each content version."""
    return _kept.get()

"""Projects' pages, for the list that search engines read."""

from collections.abc import Iterator

from catalogue import pages
from catalogue.models import Project
from content.public_site import PublicSite
from content.sitemap import SitemapEntry


def entries(site: PublicSite, most: int) -> Iterator[SitemapEntry]:
    """Newest first; none where no page of the site shows projects."""
    if home := pages.home(site):
        for slug, updated in Project.published.values_list("slug", "updated")[:most]:
            yield SitemapEntry(f"{home[1]}{slug}/", updated)

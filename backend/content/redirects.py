"""Old addresses: what editors redirect, and what Wagtail redirects when a page moves."""

from collections.abc import Iterable
from itertools import islice
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect as StoredRedirect

from content import other_pages
from content.public_site import PublicSite
from content.schemas import Moved, Redirect

LONGEST_CHAIN = 5


class Addresses:
    """The redirects and the pages of a site, asked for one at a time, each with a query."""

    def __init__(self, site: PublicSite) -> None:
        self.site = site

    def find(self, path: str) -> StoredRedirect | None:
        """The redirect for a path, in any case; one of this site goes before one of all sites."""
        old = path.rstrip("/") or "/"
        return min(
            self.redirects(old),
            key=lambda one: (one.site_id is None, one.old_path != old),
            default=None,
        )

    def target(self, stored: StoredRedirect) -> str | None:
        """A site path, an http(s) URL of another site, or None when neither is left."""
        if stored.redirect_page_id:
            return self.path_of(stored.redirect_page_id)
        link: str = stored.redirect_link
        if settings.FRONTEND_URL and f"{link}/".startswith(f"{settings.FRONTEND_URL}/"):
            link = link.removeprefix(settings.FRONTEND_URL)
            return canonical(link)
        return link if link.lower().startswith(("https://", "http://")) else None

    def redirects(self, old: str) -> Iterable[StoredRedirect]:
        """Those of an old path, in any case."""
        same = Q(old_path=old) | Q(old_path=old.lower()) | Q(old_path__iexact=old)
        found: Iterable[StoredRedirect] = StoredRedirect.get_for_site(self.site.site).filter(same)
        return found

    def path_of(self, page: int) -> str | None:
        return self.site.paths([page]).get(page)

    def is_page(self, path: str) -> bool:
        """Whether visitors see a page at ``path``, which starts and ends with a slash."""
        return path in self.existing([path])

    def existing(self, paths: Iterable[str]) -> set[str]:
        """Those of ``paths`` where visitors see a page."""
        wanted = set(paths)
        pages = self.site.pages.filter(url_path__in=[self.site.url_path(path) for path in wanted])
        in_tree = {self.site.path(page) for page in pages.only("url_path")}
        return in_tree | other_pages.existing(wanted - in_tree)


class LoadedAddresses(Addresses):
    """The same of all redirects of a site, with a constant number of queries.

    ``paths`` are the old addresses in their order. Nothing is asked after the start.
    """

    def __init__(self, site: PublicSite) -> None:
        super().__init__(site)
        stored = list(StoredRedirect.get_for_site(site.site).order_by("old_path"))
        self.stored: dict[str, list[StoredRedirect]] = {}
        for one in stored:
            self.stored.setdefault(one.old_path.lower(), []).append(one)
        self.paths = list(dict.fromkeys(f"{one.old_path.rstrip('/')}/" for one in stored))
        self.targets = site.paths(one.redirect_page_id for one in stored if one.redirect_page_id)
        locations = [location for one in stored if (location := self.target(one))]
        inside = [urlsplit(location).path for location in locations if location.startswith("/")]
        self.pages = self.existing([*self.paths, *inside])

    def redirects(self, old: str) -> Iterable[StoredRedirect]:
        return self.stored.get(old.lower(), [])

    def path_of(self, page: int) -> str | None:
        return self.targets.get(page)

    def is_page(self, path: str) -> bool:
        return path in self.pages


def follow(site: PublicSite, path: str) -> Redirect | None:
    """Where ``path`` leads now, through redirects to redirects; None for loops and dead ends."""
    return lead(Addresses(site), path)


def lead(addresses: Addresses, path: str) -> Redirect | None:
    permanent = True
    for _ in range(LONGEST_CHAIN):
        stored = addresses.find(path)
        if not stored:
            return None
        permanent = permanent and stored.is_permanent
        location = addresses.target(stored)
        if not location or not location.startswith("/"):
            return Redirect(location=location, permanent=permanent) if location else None
        path = urlsplit(location).path
        if addresses.is_page(path):
            return Redirect(location=location, permanent=permanent)
    return None


def listed(site: PublicSite, most: int) -> list[Moved]:
    """The first ``most`` old addresses that lead somewhere now, in the order of the addresses."""
    addresses = LoadedAddresses(site)
    hidden = (path for path in addresses.paths if not addresses.is_page(path))  # a page goes first
    found = ((path, lead(addresses, path)) for path in hidden)
    moved = (
        Moved(path=path, location=leads.location, permanent=leads.permanent)
        for path, leads in found
        if leads
    )
    return list(islice(moved, most))


def chain_fault(site: PublicSite, redirect: StoredRedirect) -> str:
    """Why ``follow`` would lead nowhere from a redirect that is about to be stored, or nothing."""
    addresses, old = Addresses(site), redirect.old_path.lower()
    location = addresses.target(redirect)
    for _ in range(LONGEST_CHAIN):
        if not location or not location.startswith("/"):
            return ""
        path = urlsplit(location).path
        if (path.rstrip("/") or "/").lower() == old:
            return "It leads back to its own address."
        if addresses.is_page(path):
            return ""
        stored = addresses.find(path)
        location = addresses.target(stored) if stored else None
    return f"It leads through more than {LONGEST_CHAIN} redirects, or in a circle."


def canonical(location: str) -> str:
    """A location on this site with a slash after its path, its query and fragment kept."""
    parts = urlsplit(location)
    return parts._replace(path=f"/{parts.path.strip('/')}/".replace("//", "/")).geturl()

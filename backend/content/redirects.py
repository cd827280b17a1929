"""Old addresses: what editors redirect, and what Wagtail redirects when a page moves."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect as StoredRedirect

from content import other_pages
from content.public_site import PublicSite
from content.schemas import Moved, Redirect

LONGEST_CHAIN = 5


def follow(site: PublicSite, path: str) -> Redirect | None:
    """Where ``path`` leads now, through redirects to redirects; None for loops and dead ends."""
    permanent = True
    for _ in range(LONGEST_CHAIN):
        stored = find(site, path)
        if not stored:
            return None
        permanent = permanent and stored.is_permanent
        location = target(site, stored)
        if not location or not location.startswith("/"):
            return Redirect(location=location, permanent=permanent) if location else None
        path = urlsplit(location).path
        if is_page(site, path):
            return Redirect(location=location, permanent=permanent)
    return None


def listed(site: PublicSite, most: int) -> list[Moved]:
    """Every old address that leads somewhere now, in the order of the addresses."""
    stored = StoredRedirect.get_for_site(site.site).order_by("old_path")
    paths = dict.fromkeys(f"{one.old_path.rstrip('/')}/" for one in stored[:most])
    pages = site.pages.filter(url_path__in=[site.url_path(path) for path in paths])
    shown = {site.path(page) for page in pages.only("url_path")}  # a page goes before a redirect
    hidden = (path for path in paths if path not in shown and not other_pages.find(path))
    found = ((path, follow(site, path)) for path in hidden)
    return [
        Moved(path=path, location=leads.location, permanent=leads.permanent)
        for path, leads in found
        if leads
    ]


def is_page(site: PublicSite, path: str) -> bool:
    """Whether visitors see a page at ``path``, which starts and ends with a slash."""
    in_tree = site.pages.filter(url_path=site.url_path(path)).exists()
    return in_tree or other_pages.find(path) is not None


def chain_fault(site: PublicSite, redirect: StoredRedirect) -> str:
    """Why ``follow`` would lead nowhere from a redirect that is about to be stored, or nothing."""
    old = redirect.old_path.lower()
    location = target(site, redirect)
    for _ in range(LONGEST_CHAIN):
        if not location or not location.startswith("/"):
            return ""
        path = urlsplit(location).path
        if (path.rstrip("/") or "/").lower() == old:
            return "It leads back to its own address."
        if is_page(site, path):
            return ""
        stored = find(site, path)
        location = target(site, stored) if stored else None
    return f"It leads through more than {LONGEST_CHAIN} redirects, or in a circle."


def find(site: PublicSite, path: str) -> StoredRedirect | None:
    """The redirect for a path, in any case; one of this site goes before one of all sites."""
    old = path.rstrip("/") or "/"
    same = Q(old_path=old) | Q(old_path=old.lower()) | Q(old_path__iexact=old)
    found = StoredRedirect.get_for_site(site.site).filter(same)
    return min(found, key=lambda one: (one.site_id is None, one.old_path != old), default=None)


def target(site: PublicSite, stored: StoredRedirect) -> str | None:
    """A site path, an http(s) URL of another site, or None when neither is left."""
    if stored.redirect_page_id:
        return site.paths([stored.redirect_page_id]).get(stored.redirect_page_id)
    link: str = stored.redirect_link
    if settings.FRONTEND_URL and f"{link}/".startswith(f"{settings.FRONTEND_URL}/"):
        link = link.removeprefix(settings.FRONTEND_URL)
        return canonical(link)
    return link if link.lower().startswith(("https://", "http://")) else None


def canonical(location: str) -> str:
    """A location on this site with a slash after its path, its query and fragment kept."""
    parts = urlsplit(location)
    return parts._replace(path=f"/{parts.path.strip('/')}/".replace("//", "/")).geturl()

"""What is asked: a bounded sample of everything that the public asks for.

Rows are taken by their keys, the oldest first, so that two releases ask for the same unless editors
withdrew it.
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, urlencode

from django.db.models import TextField
from django.db.models.functions import Cast
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, get_page_models

from catalogue import pages as project_pages
from catalogue.events import possible
from catalogue.models import Project
from catalogue.schedule import tracks
from content import layout
from content.body.registry import BLOCKS
from content.models import BodyPage
from content.public_site import PublicSite
from forms.models import FormPage
from news.models import NewsIndexPage
from proof.probes import Probe
from sheets.models import Sheet

MOST_IN_LAYOUT: Final = 60
WITHOUT_DATA: Final = (
    Probe("livez", "/livez/", "health"),
    Probe("readyz", "/readyz/", "health"),
    Probe("health", "/health/", "health"),
    Probe("layout", "/api/layout/", "layout"),
    Probe("site", "/api/site/", "site"),
    Probe("page:unknown", "/api/pages/?path=/there-is-no-such-page-here/", "problem", 404),
    Probe("projects", "/api/projects/", "projects"),
    Probe("sitemap", "/sitemap.xml", "sitemap"),
    Probe("feed", "/feed.xml", "feed"),
    Probe("robots", "/robots.txt", "robots"),
    Probe("sign-in", "/admin/login/", "sign-in"),
)


def probes() -> list[Probe]:
    """One for each address: the first that asks for it names it."""
    site = PublicSite.load()
    found = [*WITHOUT_DATA, *(of_site(site) if site else ())]
    by_path: dict[str, Probe] = {}
    for probe in found:
        by_path.setdefault(probe.path, probe)
    return list(by_path.values())


def of_site(site: PublicSite) -> Iterator[Probe]:
    yield from kinds(site)
    yield from blocks(site)
    yield from linked()
    yield from searches(site)
    yield from projects(site)
    yield from events()
    yield from others(site)


def page(name: str, path: str) -> Probe:
    return Probe(name, f"/api/pages/?path={quote(path)}", "page")


def kinds(site: PublicSite) -> Iterator[Probe]:
    """A page of each kind."""
    for model in get_page_models():
        found = site.pages.exact_type(model).order_by("pk").first()
        if found:
            yield page(f"page:{model.__name__}", site.path(found))


def blocks(site: PublicSite) -> Iterator[Probe]:
    """A page with each block that editors place."""
    names = [name for name, block in BLOCKS.items() if block.stored]
    models = [model for model in get_page_models() if issubclass(model, BodyPage)]
    for name in names:
        holders = (holding(site, model, f'"type": "{name}"') for model in models)
        if found := next((one for one in holders if one), None):
            yield page(f"block:{name}", site.path(found))


def holding(site: PublicSite, model: type[Page], words: str) -> Page | None:
    stored = model._default_manager.filter(pk__in=site.pages.order_by().values("pk"))
    found: Any = stored.annotate(stored=Cast("body", TextField())).filter(stored__contains=words)
    first: Page | None = found.order_by("pk").first()
    return first


def linked() -> Iterator[Probe]:
    """What the menu and the footer lead to on this site."""
    found = layout.layout()
    hrefs = [item.href for item in found.menu]
    lists = [item.children for item in found.menu] + [one.links for one in found.footer.columns]
    hrefs += [link.href for links in lists for link in links]
    paths = (href.partition("#")[0].partition("?")[0] for href in hrefs)
    own = dict.fromkeys(path for path in paths if path.startswith("/") and path.endswith("/"))
    for path in list(own)[:MOST_IN_LAYOUT]:
        yield page(f"linked:{path}", path)


def searches(site: PublicSite) -> Iterator[Probe]:
    words = sorted(site.site.root_page.title.split(), key=len)[-1:]
    for word in words:
        yield asked("search", "/api/search/", "search", q=word)
    yield asked("search:nothing", "/api/search/", "search", q="zxqvwkj")


def projects(site: PublicSite) -> Iterator[Probe]:
    project = Project.published.order_by("pk").first()
    if project is None:
        return
    semester = project.semester.slug
    yield asked("projects:semester", "/api/projects/", "projects", semester=semester)
    yield asked("projects:class", "/api/projects/", "projects", **{"class": project.class_name})
    yield asked("projects:words", "/api/projects/", "projects", q=project.title.split()[0])
    if home := project_pages.home(site):
        yield page("project", f"{home[1]}{project.slug}/")


def events() -> Iterator[Probe]:
    event = possible().order_by("pk").first()
    if event is not None:
        yield Probe("event:next", "/api/events/next/", "event")
        yield Probe("event", f"/api/events/{event.pk}/", "event")
        yield Probe("calendar", f"/api/events/{event.pk}/calendar.ics", "calendar")
        talks = [talk for track in tracks(event) for talk in track.talks]
        for talk in talks[:1]:
            path = f"/api/events/{event.pk}/talks/{talk.id}/calendar.ics"
            yield Probe("calendar:talk", path, "calendar")


def others(site: PublicSite) -> Iterator[Probe]:
    """Lists of news, sheets, forms' tokens, redirects."""
    index = first_of(site, NewsIndexPage)
    if index is not None:
        yield asked("news", "/api/news/", "news", path=site.path(index))
    for sheet in Sheet.objects.order_by("pk")[:1]:
        yield Probe("sheet", f"/api/sheets/{sheet.key}/", "sheet")
    form = first_of(site, FormPage)
    if form is not None:
        yield Probe("form-token", f"/api/forms/{form.pk}/token/", "form-token")
    for redirect in Redirect.objects.order_by("pk")[:1]:
        yield page("redirect", f"{redirect.old_path.partition('?')[0].rstrip('/')}/")


def first_of(site: PublicSite, model: type[Page]) -> Page | None:
    found: Page | None = site.pages.exact_type(model).order_by("pk").first()
    return found


def asked(name: str, address: str, group: str, **query: str) -> Probe:
    return Probe(name, f"{address}?{urlencode(query)}", group)

"""The page of each project, made from its row. It is below the page with the catalogue."""

from textwrap import shorten
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast

from catalogue import events
from catalogue.blocks import project as project_block
from catalogue.models import Project
from content.models import ContentPage
from content.pages import breadcrumbs
from content.per_version import PerVersion
from content.public_site import PublicSite, current_site
from content.schemas import Page, Seo

DESCRIPTION = 160
Home = tuple[ContentPage, str]


def find(path: str) -> Page | None:
    """The project at ``path``, which starts and ends with a slash; None when there is none."""
    above, _, slug = path.rstrip("/").rpartition("/")
    site, found = current_site(), current_home()
    if not site or not found or found[1] != f"{above}/":
        return None
    project = Project.published.filter(slug=slug).first()
    return describe(site, found, project) if project else None


def existing(paths: set[str]) -> set[str]:
    """Those of ``paths`` that ``find`` finds."""
    found = current_home()
    if not found:
        return set()
    above = found[1]
    slugs = {path.removeprefix(above).rstrip("/") for path in paths if path.startswith(above)}
    projects = Project.published.filter(slug__in=slugs)
    return {f"{above}{slug}/" for slug in projects.values_list("slug", flat=True)} & paths


def home(site: PublicSite | None = None) -> Home | None:
    """The page under which projects have theirs, with its path: the first that shows them all.

    Where each catalogue shows only one semester, the first of them.
    """
    site = site or current_site()
    if not site:
        return None
    stored = Cast("body", TextField())
    candidates = [
        (not value.get("semester"), page)
        for page in ContentPage.objects.filter(pk__in=site.pages.values("pk"))
        .annotate(stored=stored)
        .filter(stored__contains='"catalogue"')
        .order_by("path")
        for value in (raw["value"] for raw in page.body.raw_data if raw["type"] == "catalogue")
    ]
    whole = [page for is_whole, page in candidates if is_whole] or [page for _, page in candidates]
    return (whole[0], site.path(whole[0])) if whole else None


_kept = PerVersion(home)


def current_home() -> Home | None:
    """The same, read once for each content version."""
    return _kept.get()


def describe(site: PublicSite, found: Home, project: Project) -> Page:
    """What a visitor reads of a project, saved or not."""
    parent, above = found
    path = f"{above}{project.slug}/"
    return Page(
        path=path,
        title=project.title,
        seo=Seo(
            title=f"{project.title}, {project.semester.label}",
            description=shorten(project.abstract, DESCRIPTION, placeholder=" …"),
            canonical=f"{settings.FRONTEND_URL}{path}",
            image=None,
        ),
        breadcrumbs=breadcrumbs(
            site, site.pages.ancestor_of(parent, inclusive=True).order_by("path")
        ),
        children=[],
        updated=project.updated,
        body=[project_block.BLOCK.make(uuid5(NAMESPACE_URL, path), value(project, above))],
    )


def value(project: Project, catalogue: str) -> project_block.Project:
    return project_block.Project(
        semester=project.semester.label,
        semester_slug=project.semester.slug,
        class_name=project.class_name,
        team=project.team,
        organisation=project.organisation,
        industry=project.industry,
        abstract=project.abstract,
        students=project.names(),
        presentations=events.presentations(project),
        catalogue=catalogue,
    )

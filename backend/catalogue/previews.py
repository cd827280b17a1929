"""What an editor's preview shows of a project or an event that is not published yet."""

from uuid import NAMESPACE_OID, uuid5

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from catalogue import events, pages
from catalogue.blocks import schedule
from catalogue.models import Event, Project
from content import preview
from content.public_site import PublicSite
from content.schemas import Page, Seo

NOWHERE = "/"  # no page of the site shows projects yet


def of_project(request: HttpRequest, project: Project) -> HttpResponse:
    project.derive()
    return preview.show(request, lambda site: project_page(site, project))


def project_page(site: PublicSite, project: Project) -> Page:
    home = pages.home(site) or (site.site.root_page, NOWHERE)
    return pages.describe(site, home, project)


def of_event(request: HttpRequest, event: Event) -> HttpResponse:
    """A page with the event's schedule, which the site need not ask for."""
    home = pages.home()
    described = events.describe(event, home[1] if home else None)
    responses = {f"/events/{described.id}/": described.model_dump(mode="json")}
    return preview.show(request, lambda site: event_page(event, described.id), responses)


def event_page(event: Event, key: int) -> Page:
    block = schedule.Schedule(heading="Schedule", event=key)
    return Page(
        path=NOWHERE,
        title=event.title,
        seo=Seo(title=event.title, description="", canonical="", image=None),
        breadcrumbs=[],
        children=[],
        updated=timezone.now(),
        body=[schedule.BLOCK.make(uuid5(NAMESPACE_OID, f"event {key}"), block)],
    )

"""Projects and events in the Wagtail admin."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from catalogue import events
from catalogue.models import Event, Project
from content.dashboard import DashboardLink


class ProjectViewSet(SnippetViewSet):
    model = Project
    icon = "clipboard-list"
    list_display = [
        *("title", "team", Column("semester", accessor="semester.label", sort_key="year")),
        *("class_name", "organisation", "industry", LiveStatusTagColumn()),
    ]
    list_filter = ["year", "term", "class_name", "industry"]
    search_fields = ["title", "team", "organisation", "abstract", "students"]
    list_export = [
        *("semester.label", "class_name", "team", "title"),
        *("organisation", "industry", "abstract", "students"),
    ]
    export_headings = {"semester.label": "Semester"}
    export_filename = "projects"
    copy_view_enabled = False  # a copy would be the same team of the same semester


class EventViewSet(SnippetViewSet):
    model = Event
    icon = "date"
    list_display = ["title", "date", "place", LiveStatusTagColumn()]
    search_fields = ["title", "place"]


class CatalogueGroup(SnippetViewSetGroup):
    items = (ProjectViewSet, EventViewSet)
    menu_label = "Projects and events"
    menu_icon = "clipboard-list"
    menu_order = 250


register_snippet(CatalogueGroup)


class CatalogueSearch(SearchArea):
    """Beside pages, pictures and documents in the admin's search."""

    def __init__(self, label: str, viewset: str, model: str) -> None:
        self.permission = f"catalogue.view_{model}"
        address = reverse(f"wagtailsnippets_catalogue_{model}:list")
        super().__init__(label, address, name=model, icon_name=viewset, order=250)

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))


@hooks.register("register_admin_search_area")  # type: ignore[untyped-decorator]
def search_projects() -> SearchArea:
    return CatalogueSearch("Projects", "clipboard-list", "project")


@hooks.register("register_admin_search_area")  # type: ignore[untyped-decorator]
def search_events() -> SearchArea:
    return CatalogueSearch("Events", "date", "event")


@hooks.register("dashboard_shortcuts")  # type: ignore[untyped-decorator]
def next_event(request: HttpRequest) -> Iterator[DashboardLink]:
    if not request.user.has_perm("catalogue.change_event"):
        return
    event = events.find(None)
    if event:
        address = reverse("wagtailsnippets_catalogue_event:edit", args=[event.pk])
        yield DashboardLink(f"Edit “{event.title}”", address)
    yield DashboardLink("Add an event", reverse("wagtailsnippets_catalogue_event:add"))

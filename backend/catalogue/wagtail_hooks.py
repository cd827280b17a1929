"""Projects and events in the Wagtail admin."""

from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from catalogue.models import Event, Project


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

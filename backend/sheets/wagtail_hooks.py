"""Google Sheets in the admin: a list with their state, a form, and reading one at once."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from content.dashboard import DashboardLink
from sheets.models import Sheet
from sheets.refreshing import refresh
from sheets.source import source
from sheets.views import refresh_now, say


class StatePanel(HelpPanel):
    """What came of the last refresh, and a button for the next one."""

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {"sheet": self.instance, "notice": source().notice}


class StateColumn(Column):
    def get_value(self, instance: Sheet) -> SafeString:
        return render_to_string("sheets/short_state.html", {"sheet": instance})


class SheetViewSet(SnippetViewSet):
    model = Sheet
    icon = "grid"
    menu_label = "Google Sheets"
    menu_order = 310
    add_to_admin_menu = True
    list_display = [
        "title",
        Column("row_count", label="Rows", sort_key="row_count"),
        StateColumn("state", label="State", sort_key="fetched_at"),
    ]
    search_fields = ["title"]
    panels = [
        StatePanel(template="sheets/state.html"),
        FieldPanel("title"),
        MultiFieldPanel(
            [
                FieldPanel("spreadsheet"),
                FieldRowPanel([FieldPanel("tab"), FieldPanel("gid"), FieldPanel("cells")]),
            ],
            heading="Where it is",
        ),
        FieldPanel("refresh_minutes"),
    ]


register_snippet(SheetViewSet)


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def urls() -> list[URLPattern]:
    return [path("sheets/<int:pk>/refresh/", refresh_now, name="refresh_sheet")]


@hooks.register("after_create_snippet")  # type: ignore[untyped-decorator]
@hooks.register("after_edit_snippet")  # type: ignore[untyped-decorator]
def read_at_once(request: HttpRequest, instance: Any) -> None:
    """An editor who saves a sheet sees whether it can be read."""
    if isinstance(instance, Sheet):
        say(request, refresh(instance))


@hooks.register("dashboard_waiting")  # type: ignore[untyped-decorator]
def old_sheets(request: HttpRequest) -> Iterator[DashboardLink]:
    """The sheets whose rows visitors see with their age."""
    if not request.user.has_perm("sheets.view_sheet"):
        return
    now = timezone.now()
    for sheet in [each for each in Sheet.objects.all() if each.is_marked(now)][:5]:
        address = reverse("wagtailsnippets_sheets_sheet:edit", args=[sheet.pk])
        why = sheet.failure or "its rows are old"
        yield DashboardLink(f"Google Sheet “{sheet}”: {why}", address)

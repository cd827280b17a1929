"""What this site adds to the admin."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from content import dashboard, not_published, offers, page_addresses
from content.accessibility import views

offers.connect()

SCRIPTS = ("content/early-edits.js", "content/automatic-saves.js", "content/checks.js")


@hooks.register("insert_global_admin_js")  # type: ignore[untyped-decorator]
def scripts() -> SafeString:
    return format_html_join("", '<script src="{}"></script>', ((static(it),) for it in SCRIPTS))


@hooks.register("insert_global_admin_css")  # type: ignore[untyped-decorator]
def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("content/admin.css"))


class GuideItem(SummaryItem):
    """A link to docs/editing.md on the first page of the admin."""

    order = 500
    template_name = "content/editing_guide.html"

    def is_shown(self) -> bool:
        return bool(settings.EDITING_GUIDE_URL)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"address": settings.EDITING_GUIDE_URL}


@hooks.register("construct_homepage_summary_items")  # type: ignore[untyped-decorator]
def add_guide(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(GuideItem(request))


@hooks.register("before_move_page")  # type: ignore[untyped-decorator]
def refuse_long_address(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    if fault := page_addresses.fault(page, destination, page.slug):
        messages.error(request, f"The page was not moved. {fault}")
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator]
def refuse_long_addresses(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    if action_type != "move" or action.model is not Page:
        return None
    destination = action.cleaned_form.cleaned_data["chooser"]
    for page in objects:
        if fault := page_addresses.fault(page, destination, page.slug):
            messages.error(request, f"No page was moved, because of \u201c{page}\u201d. {fault}")
            return redirect(action.next_url)
    return None


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def urls() -> list[URLPattern]:
    return [
        path("accessibility/", views.report, name="accessibility"),
        path("accessibility/axe/<int:page_id>/", views.found_by_axe),
        path("accessibility/page/<int:page_id>/", views.page_for_axe, name="accessibility_page"),
    ]


@hooks.register("register_reports_menu_item")  # type: ignore[untyped-decorator]
def report() -> MenuItem:
    return MenuItem("Accessibility", reverse("accessibility"), icon_name="glasses", order=660)


@hooks.register("construct_homepage_panels")  # type: ignore[untyped-decorator]
def add_dashboard(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(dashboard.DashboardPanel())


hooks.register("dashboard_waiting", dashboard.reviews)
hooks.register("dashboard_waiting", dashboard.scheduled)
hooks.register("dashboard_waiting", not_published.waiting)


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(not_published.ACTION)(not_published.NotPublished)

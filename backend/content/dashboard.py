"""The first page of the admin: what waits for somebody, and what is done most.

Each app says its own part through two hooks, ``dashboard_waiting`` and ``dashboard_shortcuts``:
functions of the request that give links.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision, WorkflowState
from wagtail.permissions import page_permission_policy

MOST = 5


class DashboardLink(NamedTuple):
    label: str
    address: str


class DashboardPanel(Component):
    order = 50
    template_name = "content/dashboard.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            "waiting": links_of("dashboard_waiting", request),
            "shortcuts": links_of("dashboard_shortcuts", request),
        }


def links_of(hook: str, request: HttpRequest) -> list[DashboardLink]:
    return [link for each in hooks.get_hooks(hook) for link in each(request)]


def reviews(request: HttpRequest) -> Iterator[DashboardLink]:
    """Drafts in moderation, for those who may publish."""
    may = page_permission_policy.user_has_permission(request.user, "publish")
    count = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS).count()
    if may and count:
        words = "draft waits" if count == 1 else "drafts wait"
        yield DashboardLink(
            f"{count} {words} for a review", reverse("wagtailadmin_reports:workflow")
        )


def scheduled(request: HttpRequest) -> Iterator[DashboardLink]:
    """The pages that go live next."""
    editable = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    due = Revision.page_revisions.exclude(approved_go_live_at=None).order_by("approved_go_live_at")
    pages: dict[str, Page] = {
        str(page.pk): page
        for page in editable.filter(
            pk__in=[int(each) for each in due.values_list("object_id", flat=True)]
        )
    }
    for revision in [each for each in due if each.object_id in pages][:MOST]:
        page = pages[revision.object_id]
        when = f"{timezone.localtime(revision.approved_go_live_at):%-d %b %Y, %H:%M %Z}"
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        yield DashboardLink(f"“{page.draft_title}” goes live on {when}", address)

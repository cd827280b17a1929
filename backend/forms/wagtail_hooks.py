"""What staff see when they sign in, and what they may do with visitors' answers."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.log_actions import LogActionRegistry, LogFormatter

from forms.notifications import pending
from forms.retention import DELETED
from forms.views import DeleteSubmissions


class UnsentItem(SummaryItem):
    order = 400
    template_name = "forms/unsent.html"

    def is_shown(self) -> bool:
        return bool(self.unsent())

    def unsent(self) -> int:
        forms = get_forms_for_user(self.request.user)
        waiting: int = pending().filter(page__in=forms).count()
        return waiting

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"unsent": self.unsent(), "address": reverse("wagtailforms:index")}


@hooks.register("construct_homepage_summary_items")  # type: ignore[untyped-decorator]
def add_unsent(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(UnsentItem(request))


# In front of Wagtail's own address of the same path.
@hooks.register("register_admin_urls", order=-1)  # type: ignore[untyped-decorator]
def urls() -> list[URLPattern]:
    return [path("forms/submissions/<int:page_id>/delete/", DeleteSubmissions.as_view())]


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def deletions(actions: LogActionRegistry) -> None:
    @actions.register_action(DELETED)
    class Deletion(LogFormatter):
        label = "Delete answers"

        def format_message(self, log_entry: Any) -> str:
            why = "" if log_entry.user else ", because the time for which they are kept was over"
            return f"Deleted {log_entry.data['count']} answers of visitors{why}"

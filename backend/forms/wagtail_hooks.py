"""What staff see when they sign in, and what they may do with visitors' submissions."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.contrib.forms.utils import get_forms_for_user
from wagtail.log_actions import LogActionRegistry, LogFormatter

from content.dashboard import DashboardLink
from forms.models import FormPage
from forms.notifications import pending
from forms.retention import DELETED
from forms.views import DeleteSubmissions, SubmissionsList

FormPage.submissions_list_view_class = SubmissionsList  # here, because no visitor needs it


@hooks.register("dashboard_waiting")  # type: ignore[untyped-decorator]
def unsent(request: HttpRequest) -> Iterator[DashboardLink]:
    count = pending().filter(page__in=get_forms_for_user(request.user)).count()
    if count:
        words = "form notification" if count == 1 else "form notifications"
        yield DashboardLink(f"{count} {words} not sent", reverse("wagtailforms:index"))


# In front of Wagtail's own address of the same path.
@hooks.register("register_admin_urls", order=-1)  # type: ignore[untyped-decorator]
def urls() -> list[URLPattern]:
    return [path("forms/submissions/<int:page_id>/delete/", DeleteSubmissions.as_view())]


@hooks.register("register_log_actions")  # type: ignore[untyped-decorator]
def deletions(actions: LogActionRegistry) -> None:
    @actions.register_action(DELETED)
    class Deletion(LogFormatter):
        label = "Delete submissions"

        def format_message(self, log_entry: Any) -> str:
            why = "" if log_entry.user else ", because the time for which they are kept was over"
            count = log_entry.data["count"]
            return f"Deleted {count} {'submission' if count == 1 else 'submissions'}{why}"

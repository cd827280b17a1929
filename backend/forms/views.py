"""Submissions in Wagtail's admin: its listing, with what became of the mail, and who may delete."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.contrib.forms.views import (
    DeleteSubmissionsView,
    SubmissionsListFilterSet,
    SubmissionsListView,
)

from forms.models import Submission
from forms.retention import record_deletion


class SubmissionsFilter(SubmissionsListFilterSet):
    class Meta:
        model = Submission
        fields = ("mail", "suspicious")


class SubmissionsList(SubmissionsListView):
    filterset_class = SubmissionsFilter

    @property
    def results_template_name(self) -> str:
        """Wagtail's has a checkbox in each row, to delete it."""
        may = may_delete(self.request.user)
        return "wagtailforms/list_submissions.html" if may else "forms/submissions_to_read.html"


class DeleteSubmissions(DeleteSubmissionsView):
    """Wagtail lets everybody delete who may change the form's page, and keeps no record."""

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if not may_delete(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **options)
        return response

    def handle_delete(self, submissions: "QuerySet[Submission]") -> None:
        record_deletion(self.page, submissions.count(), self.request.user)
        super().handle_delete(submissions)


def may_delete(user: Any) -> bool:
    return bool(user.has_perm("forms.delete_submission"))

"""Submissions in Wagtail's admin: its listing, with what became of the mail."""

from wagtail.contrib.forms.views import SubmissionsListFilterSet, SubmissionsListView

from forms.models import Submission


class SubmissionsFilter(SubmissionsListFilterSet):
    class Meta:
        model = Submission
        fields = ("mail", "suspicious")


class SubmissionsList(SubmissionsListView):
    filterset_class = SubmissionsFilter

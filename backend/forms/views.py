"""Submissions in Wagtail's admin: its listing and export, with what became of the mail."""

from typing import Any

from wagtail.contrib.forms.views import SubmissionsListFilterSet, SubmissionsListView

from forms.models import Submission

# What a spreadsheet takes for a formula. https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class SubmissionsFilter(SubmissionsListFilterSet):
    class Meta:
        model = Submission
        fields = ("mail", "suspicious")


class SubmissionsList(SubmissionsListView):
    filterset_class = SubmissionsFilter

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Wagtail keeps formulas out of XLSX; in CSV an apostrophe makes them text."""
        written = super().preprocess_field_value(field, value, export_format)
        is_formula = isinstance(written, str) and written.startswith(FORMULA)
        return f"'{written}" if is_formula and export_format == self.FORMAT_CSV else written

"""Forms that editors build, submissions, and notifications."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from forms.models import FormPage
        from forms.views import SubmissionsList  # Wagtail's views need all models loaded

        FormPage.submissions_list_view_class = SubmissionsList

"""Google Sheets that editors show as tables."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "sheets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sheets import signals

        signals.connect()

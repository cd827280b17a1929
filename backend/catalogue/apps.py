"""Projects and events: their rows, and their responses in the API."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = "projects and events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from catalogue import pages, signals
        from content import other_pages

        signals.connect()
        other_pages.FINDERS.append(pages.find)
        other_pages.FILTERS.append(pages.existing)

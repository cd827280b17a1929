"""The content of the site: pages, menu and footer."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content import (
            entry,
            exports,
            redirect_addresses,
            reindex,
            signals,
            visibility,
        )

        entry.connect()
        exports.connect()
        redirect_addresses.connect()
        reindex.connect(self)
        signals.connect()
        visibility.connect()

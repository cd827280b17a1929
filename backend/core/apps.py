from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The first of INSTALLED_APPS, so that it is ready before Wagtail's."""

    name = "core"

    def ready(self) -> None:
        from core import unserved

        unserved.leave_out()

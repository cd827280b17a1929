"""How the site is prepared, run and observed: bootstrap, scheduler, operator commands, logs."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """The first of INSTALLED_APPS, so that it is ready before Wagtail's."""

    name = "operations"

    def ready(self) -> None:
        from operations import unserved

        unserved.leave_out()

"""How the site is prepared, run and observed: bootstrap, scheduler, operator commands, logs."""

from django.apps import AppConfig
from django.conf import settings


class OperationsConfig(AppConfig):
    """The first of INSTALLED_APPS, so that it is ready before Wagtail's."""

    name = "operations"

    def ready(self) -> None:
        from operations import exception_reports, unserved

        unserved.leave_out()
        if settings.SENTRY_DSN:
            exception_reports.start(settings.SENTRY_DSN)

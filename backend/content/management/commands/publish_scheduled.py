"""``manage.py publish_scheduled``: what editors scheduled. It takes the place of Wagtail's.

Wagtail's command publishes twice where two of them run at once, and stops at the first failure.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.scheduling import apply_schedules


class Command(BaseCommand):
    help = "Publish what is scheduled for now, and unpublish what expired; each once."

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for result in apply_schedules():
            outcome = f"could not be {result.done}: {result.fault}" if result.fault else result.done
            self.stdout.write(f"{result.title}: {outcome}")
            failed += bool(result.fault)
        if failed:
            raise CommandError(
                f"{failed} of the scheduled changes failed. The lines above and the log say why."
            )

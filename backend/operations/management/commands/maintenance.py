"""`manage.py maintenance`: start or end maintenance, or print whether it is on."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from operations import maintenance


class Command(BaseCommand):
    help = "Show visitors a maintenance page until a time (on --until TIME), or no longer (off)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "do", nargs="?", choices=["on", "off"], help="leave out to show which it is"
        )
        parser.add_argument(
            "--until", type=time, metavar="TIME", help="2026-11-29T18:00, in UTC unless it says so"
        )

    def handle(self, *args: Any, do: str | None, until: datetime | None, **options: Any) -> None:
        if (do == "on") != (until is not None):
            raise CommandError("Say until when: maintenance on --until 2026-11-29T18:00")
        if until is not None:
            try:
                maintenance.begin(until)
            except ValueError as fault:
                raise CommandError(f"--until {until.isoformat()}: {fault}.") from fault
        elif do == "off":
            maintenance.end()
        self.stdout.write(told(maintenance.current()))


def time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def told(until: datetime | None) -> str:
    if until is None:
        return "Maintenance is off: visitors are served."
    left = (until - timezone.now()).total_seconds() / 60
    at = until.astimezone(UTC)
    return f"Maintenance is on until {at:%Y-%m-%d %H:%M} UTC ({left:.0f} min): visitors get 503."

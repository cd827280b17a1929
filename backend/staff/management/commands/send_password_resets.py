"""``manage.py send_password_resets``: mail to those who asked for a new password."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from staff.password_reset import send_waiting


class Command(BaseCommand):
    help = "Send links for a new password to those who asked and have an account."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            handled = send_waiting()
        except OSError as fault:
            raise CommandError(
                f"Links for new passwords wait: {fault}. Check the EMAIL variables with "
                "`manage.py sendtestemail YOU@EXAMPLE.ORG`; the scheduler tries again for an hour."
            ) from fault
        self.stdout.write(f"Password resets: {handled} handled.")

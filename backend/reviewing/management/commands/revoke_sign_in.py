"""``manage.py revoke_sign_in``: no link to sign in that was made until now works any more."""

from typing import Any

from django.core.management import BaseCommand

from reviewing.models import SignInLink


class Command(BaseCommand):
    help = "Forget all links to sign in. Keys and sessions end with the preview's secret key."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        count, _ = SignInLink.objects.all().delete()
        self.stdout.write(f"{count} links forgotten")

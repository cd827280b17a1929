"""``manage.py delete_old_submissions``: deletes submissions that their form no longer keeps."""

from typing import Any

from django.core.management.base import BaseCommand

from forms.retention import delete_old


class Command(BaseCommand):
    help = "Delete submissions that are older than their form's page says they are kept."

    def handle(self, *args: Any, **options: Any) -> None:
        for page, count in delete_old():
            self.stdout.write(f"{page.title}: {count} deleted")

"""``manage.py check_accessibility``: what the admin's accessibility report shows, made anew."""

from typing import Any

from django.core.management.base import BaseCommand

from content.accessibility.checking import check_site


class Command(BaseCommand):
    help = "Check documents, pictures and links of the published site for the admin's report."

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_site()
        if found is None:
            self.stdout.write("Another process is already checking the site.")
        else:
            self.stdout.write(f"{found} found; see Reports, Accessibility in the admin.")

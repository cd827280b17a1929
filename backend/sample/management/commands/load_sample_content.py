"""``manage.py load_sample_content``: a whole site to look at."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from sample.catalogue import loading as catalogue
from sample.content import loading as content


class Command(BaseCommand):
    """Load the sample site once.

    A database that has it stays unchanged, so what editors change, rename or delete stays so; only
    pictures whose files are missing are put back. On a site with pages of its own, pages that exist
    are kept, and the menu and the footer are filled only while they are empty.
    """

    help = "Load the sample site, once; an editor's changes are never overwritten."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            made = content.load()
            if made:
                made |= catalogue.load()
        counts = ", ".join(counted(kind, count) for kind, count in made.items())
        outcome = f"{counts} loaded" if made else "already loaded"
        if not made and (restored := content.restore_pictures()):
            outcome += f", {restored} pictures put back"
        self.stdout.write(f"Sample content: {outcome}.")


def counted(kind: str, count: int) -> str:
    return f"{count} {kind.removesuffix('s') if count == 1 else kind}"

"""`manage.py collectstatic`: like Django's, but uses files that are already collected."""

from typing import Any

from django.contrib.staticfiles.management.commands import collectstatic
from django.core.management.base import CommandError

from files.storage import StaticStorage

OTHERWISE = ("clear", "dry_run", "link", "ignore_patterns")  # what asks for a collection of its own


class Command(collectstatic.Command):
    """Does the same as the bootstrap: collected files are uploaded, and not collected again.

    The image and the Lambda package contain collected static files, and are read-only.
    """

    def handle(self, **options: Any) -> str | None:
        plain = options["post_process"] and not any(options[name] for name in OTHERWISE)
        if plain and isinstance(self.storage, StaticStorage):
            if self.storage.is_collected():
                published = self.storage.publish()
                return self.told(f"Static files are collected; {published} uploaded.", **options)
            # An interrupted collection may leave half a file that looks newer than its source.
            options["clear"] = True
        try:
            return super().handle(**options)
        except OSError as error:
            raise CommandError(
                f"The static files could not be collected into {self.storage.location}: {error}. "
                "In the image they are collected when it is built, and cannot be collected again."
            ) from error

    def told(self, line: str, **options: Any) -> str | None:
        return line if options["verbosity"] else None

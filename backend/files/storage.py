"""Static files: collected once on this machine under hashed names, then published to S3.

The manifest of hashed names is a local file in every runtime, so that rendering a page asks S3
nothing.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

FINGERPRINT = "sources.sha256"
IGNORED = ["CVS", ".*", "*~"]  # as collectstatic ignores by default


class StaticStorage(ManifestStaticFilesStorage):
    """Hashed static files that know whether they still match what the apps bring."""

    def is_collected(self) -> bool:
        record = Path(self.path(FINGERPRINT))
        manifest = Path(self.path(self.manifest_name))
        return manifest.is_file() and record.is_file() and record.read_text() == fingerprint()

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if not dry_run:
            Path(self.path(FINGERPRINT)).unlink(missing_ok=True)
        yield from super().post_process(paths, dry_run, **options)
        if not dry_run:
            Path(self.path(FINGERPRINT)).write_text(fingerprint())
            self.publish()

    def publish(self) -> int:
        """Put the files where visitors fetch them; the number uploaded. Here: nothing to do."""
        return 0


class PublishedStaticStorage(StaticStorage):
    """Static files that visitors fetch from S3. ``collectstatic`` uploads those it lacks."""

    def publish(self) -> int:
        from files.s3 import upload_missing  # boto3 stays out of a server that only serves

        names = sorted(set(self.hashed_files.values()))
        return upload_missing({name: Path(self.path(name)) for name in names})


def fingerprint() -> str:
    """One hash over the name and content of every static file that the apps bring."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list(IGNORED), key=lambda found: found[0]):
            with storage.open(name) as file:
                digest.update(f"{name}\0{file.size}\0".encode())
                digest.update(file.read())
    return digest.hexdigest()

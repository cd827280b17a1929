"""Brings back deleted files. The bucket keeps their versions for 30 days.

Deleting a file only adds a delete marker. Removing the marker brings the file back.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/RemDelMarker.html
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from core.variables import VARIABLES
from delivery.aws import s3
from delivery.aws.s3 import Mark
from delivery.operate.production import Running
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.waiting import Deadline

BUCKET: Final = "AWS_STORAGE_BUCKET_NAME"
FOLDERS: Final = ("media/", "private/")  # folders of uploads; each release has its own static files
WITHIN_SECONDS: Final = 600.0


def bucket_of(running: Running) -> str:
    """The bucket of the backend in service."""
    default = next(row.default for row in VARIABLES if row.name == BUCKET)
    return running.variables.get(BUCKET, "") or default


def deleted(bucket: str, since: datetime) -> dict[str, Mark]:
    """By the file's name, the delete markers since then that can be removed."""
    return {mark.key: mark for folder in FOLDERS for mark in marks(bucket, folder, since)}


def marks(bucket: str, folder: str, since: datetime) -> Iterator[Mark]:
    found = s3.deletions(bucket, folder)
    yield from (one for one in found if one.at.timestamp() >= since.timestamp())


def bring_back(bucket: str, since: datetime, within: float, say: Say) -> Mapping[str, Mark]:
    """Bring back files that were deleted since that moment. Returns their names.

    A file that was deleted twice has two markers, so this repeats until it finds none. Files that
    were deleted before that moment stay deleted. After an interruption, the same call goes on.
    Raises DeliveryError if there are still markers after ``within`` seconds.
    """
    back: dict[str, Mark] = {}
    deadline = Deadline(within)
    while found := deleted(bucket, since):
        if back and not deadline.pause():
            raise DeliveryError(
                f"{bucket} still has {len(found)} deleted files after {within:.0f} s, for example "
                f"{min(found)}. {len(back)} files are back.",
                "Stop what deletes files, or give a longer --within. Then run the command again.",
            )
        s3.remove_marks(bucket, list(found.values()))
        say(f"{len(found)} delete markers removed")
        back = found | back
    return back

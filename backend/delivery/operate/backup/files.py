"""Files that were deleted, brought back: the bucket keeps their versions for 30 days.

Deleting a file only puts a mark before its versions, and the file is back when the mark is removed.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/RemDelMarker.html
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from core.variables import VARIABLES
from delivery.aws import s3
from delivery.aws.s3 import Mark
from delivery.operate.production import Running
from delivery.tools.progress import Say

BUCKET: Final = "AWS_STORAGE_BUCKET_NAME"
FOLDERS: Final = ("media/", "private/")  # of what people upload; static files are each release's


def bucket_of(running: Running) -> str:
    """As the backend that serves has it."""
    default = next(row.default for row in VARIABLES if row.name == BUCKET)
    return running.variables.get(BUCKET, "") or default


def deleted(bucket: str, since: datetime) -> dict[str, Mark]:
    """The marks of what was deleted since then and can be brought back, by the file's name."""
    return {mark.key: mark for folder in FOLDERS for mark in marks(bucket, folder, since)}


def marks(bucket: str, folder: str, since: datetime) -> Iterator[Mark]:
    found = s3.deletions(bucket, folder)
    yield from (one for one in found if one.at.timestamp() >= since.timestamp())


def bring_back(bucket: str, since: datetime, say: Say) -> Mapping[str, Mark]:
    """Every file that was there at that moment, or came later and was deleted; those brought back.

    A file that was deleted twice has two marks, so this looks again until nothing is found. What
    was deleted before that moment stays so. It can be repeated, and completes what was interrupted.
    """
    back: dict[str, Mark] = {}
    while found := deleted(bucket, since):
        s3.remove_marks(bucket, list(found.values()))
        say(f"{len(found)} delete markers removed")
        back = found | back
    return back

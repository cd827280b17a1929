"""The record in S3 that says who may change a thing. It is written only if it has not changed."""

import time
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from delivery.aws import s3

TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """``holder`` may change the thing up to ``until``; ``wanted`` came last and is to be next.

    ``since`` is when it began to wait. Times are seconds since 1970.
    """

    wanted: str = ""
    holder: str = ""
    what: str = ""
    until: float = 0.0
    since: float = 0.0

    @property
    def free(self) -> bool:
        return not self.holder or self.until < time.time()


@dataclass(frozen=True, slots=True)
class LeaseObject:
    """The object that holds the record."""

    bucket: str
    key: str

    def read(self) -> tuple[LeaseRecord, str]:
        """The record and its ETag; an empty one without an ETag where there is none."""
        found = s3.read(self.bucket, self.key)
        if found is None:
            return LeaseRecord(), ""
        return LeaseRecord(**found.content), found.etag

    def write(self, record: LeaseRecord, etag: str) -> bool:
        """False where somebody else wrote since."""
        if s3.replace(self.bucket, self.key, asdict(record), etag):
            return True
        return self.read()[0] == record  # it was written, and the response was lost

    def change(self, **fields: Any) -> LeaseRecord:
        """Read, change and write until nobody came between; the record as it was before."""
        for _ in range(TRIES):
            record, etag = self.read()
            if self.write(replace(record, **fields), etag):
                return record
        return record

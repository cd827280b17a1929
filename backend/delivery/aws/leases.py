"""Who may change a preview: one object in S3, written only where it is still as it was read.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""

import json
import time
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from botocore.exceptions import ClientError

from delivery.aws.session import client, doing

CONFLICTS: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})
MISSING: Final = frozenset({"NoSuchKey", "404"})
TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Record:
    """``holder`` may change the preview up to ``until``; ``wanted`` came last and is to be next."""

    wanted: str = ""
    holder: str = ""
    what: str = ""
    until: float = 0.0

    @property
    def free(self) -> bool:
        return not self.holder or self.until < time.time()


@dataclass(frozen=True, slots=True)
class Place:
    bucket: str
    key: str

    def read(self) -> tuple[Record, str]:
        """The record and the mark of its version; an empty one with no mark where none is."""
        s3 = client("s3")
        with doing(f"Reading {self.key} in {self.bucket}"):
            try:
                found = s3.get_object(Bucket=self.bucket, Key=self.key)
            except ClientError as error:
                if error.response["Error"]["Code"] in MISSING:
                    return Record(), ""
                raise
            return Record(**json.loads(found["Body"].read())), str(found["ETag"])

    def write(self, record: Record, mark: str) -> bool:
        """False where somebody else wrote since."""
        condition = {"IfMatch": mark} if mark else {"IfNoneMatch": "*"}
        body = json.dumps(asdict(record)).encode()
        with doing(f"Writing {self.key} in {self.bucket}"):
            try:
                client("s3").put_object(Bucket=self.bucket, Key=self.key, Body=body, **condition)
            except ClientError as error:
                if error.response["Error"]["Code"] in CONFLICTS:
                    return False
                raise
        return True

    def change(self, **fields: Any) -> Record:
        """Read, change and write until nobody came between; the record as it was before."""
        for _ in range(TRIES):
            record, mark = self.read()
            if self.write(replace(record, **fields), mark):
                return record
        return record

    def delete(self) -> None:
        with doing(f"Deleting {self.key} in {self.bucket}"):
            client("s3").delete_object(Bucket=self.bucket, Key=self.key)

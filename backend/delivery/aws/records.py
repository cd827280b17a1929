"""Records of releases: one JSON document each in a bucket, under names that sort by time."""

import json
from typing import Any

from botocore.exceptions import ClientError

from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError


def look_up(bucket: str) -> None:
    """Raises DeliveryError where there is no such bucket, or none that the caller may list."""
    with doing(f"Looking up the bucket {bucket}"):
        try:
            client("s3").head_bucket(Bucket=bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"404", "NoSuchBucket"}:
                raise
            raise DeliveryError(
                f"There is no bucket {bucket}, which keeps the records of releases.",
                "Make it with `python -m delivery stack deploy service`, or correct "
                "RELEASES_BUCKET.",
            ) from error


def put(bucket: str, name: str, record: dict[str, Any]) -> None:
    with doing(f"Writing the record {name} to {bucket}"):
        client("s3").put_object(
            Bucket=bucket,
            Key=name,
            Body=json.dumps(record, indent=1).encode(),
            ContentType="application/json",
        )


def newest(bucket: str, prefix: str, most: int) -> list[dict[str, Any]]:
    """The last records, newest first."""
    s3 = client("s3")
    with doing(f"Listing the records in {bucket}"):
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        names = sorted(entry["Key"] for page in pages for entry in page.get("Contents", []))
        return [
            json.loads(s3.get_object(Bucket=bucket, Key=name)["Body"].read())
            for name in reversed(names[-most:])
        ]

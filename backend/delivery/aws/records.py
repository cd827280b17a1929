"""Records of releases: one JSON document each in a bucket, under names that sort by time."""

import json
from typing import Any

from delivery.aws.session import client, doing


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

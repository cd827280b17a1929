"""S3: objects of a bucket, and JSON documents as objects."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from botocore.exceptions import ClientError

from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError

NO_BUCKET: Final = frozenset({"404", "NoSuchBucket"})
NO_OBJECT: Final = frozenset({"404", "NoSuchKey"})
CHANGED: Final = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document. ``etag`` is that of the object, as it was when it was read."""

    content: dict[str, Any]
    etag: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A versioned bucket's delete marker. ``version`` is the id of the marker itself."""

    key: str
    version: str
    at: datetime


def bucket_exists(bucket: str) -> bool:
    """Raises DeliveryError if the caller may not list the bucket."""
    with doing(f"Looking up the bucket {bucket}"):
        try:
            client("s3").head_bucket(Bucket=bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] in NO_BUCKET:
                return False
            raise
    return True


def folders(bucket: str) -> list[str]:
    """The folders at the top of the bucket, each with its slash."""
    with doing(f"Listing the bucket {bucket}"):
        pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Delimiter="/")
        return [one["Prefix"] for page in pages for one in page.get("CommonPrefixes", [])]


def sizes(bucket: str, prefix: str) -> dict[str, int]:
    """The size in bytes of every object below the prefix, by name."""
    with doing(f"Listing {prefix} in the bucket {bucket}"):
        pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return {one["Key"]: one["Size"] for page in pages for one in page.get("Contents", [])}


def read(bucket: str, key: str) -> Document | None:
    """None if there is no such object. Raises DeliveryError if it is not JSON."""
    with doing(f"Reading {key} in {bucket}"):
        found = get(bucket, key)
        return found and Document(dict(json.loads(found["Body"].read())), str(found["ETag"]))


def get(bucket: str, key: str) -> Any:
    """S3's response, or None if there is no such object."""
    try:
        return client("s3").get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in NO_OBJECT:
            return None
        raise


def write(bucket: str, key: str, content: dict[str, Any]) -> None:
    with doing(f"Writing {key} in {bucket}"):
        client("s3").put_object(
            Bucket=bucket,
            Key=key,
            Body=json.dumps(content, indent=1).encode(),
            ContentType="application/json",
        )


def replace(bucket: str, key: str, content: dict[str, Any], etag: str) -> bool:
    """Write the object if it still has this ETag. With an empty ETag, write it if it is missing.

    Returns False if somebody else has written it meanwhile.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    """
    condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
    body = json.dumps(content).encode()
    with doing(f"Writing {key} in {bucket}"):
        try:
            client("s3").put_object(Bucket=bucket, Key=key, Body=body, **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] in CHANGED:
                return False
            raise
    return True


def empty(bucket: str, prefix: str) -> None:
    """Delete every object below the prefix."""
    delete(bucket, sorted(sizes(bucket, prefix)))


def delete(bucket: str, names: Sequence[str]) -> None:
    """Delete these objects. A missing one is not an error.

    Raises DeliveryError if S3 refuses one.
    """
    with doing(f"Deleting {len(names)} objects of the bucket {bucket}"):
        refused = delete_each(bucket, [{"Key": name} for name in names])
    for one in refused:
        raise DeliveryError(
            f"S3 did not delete {one['Key']} of {bucket}: {one.get('Code', 'no reason')}.",
            "Run the command again; for AccessDenied, with a role that has s3:DeleteObject on the "
            "bucket.",
        )


def delete_each(bucket: str, objects: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Delete objects or their versions. Returns S3's errors: its response has the status 200.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
    """
    s3, errors = client("s3"), list[Mapping[str, str]]()
    for at in range(0, len(objects), 1000):
        some = {"Objects": objects[at : at + 1000], "Quiet": True}
        errors += s3.delete_objects(Bucket=bucket, Delete=some).get("Errors", [])
    return errors


def deletions(bucket: str, prefix: str) -> Iterator[Mark]:
    """The delete marker of each deleted object that still has an older version."""
    with doing(f"Listing the versions of {prefix} in the bucket {bucket}"):
        listing = client("s3").get_paginator("list_object_versions")
        pages = list(listing.paginate(Bucket=bucket, Prefix=prefix))
    kept = {one["Key"] for page in pages for one in page.get("Versions", [])}
    for page in pages:
        for one in page.get("DeleteMarkers", []):
            if one["IsLatest"] and one["Key"] in kept:
                yield Mark(one["Key"], one["VersionId"], one["LastModified"])


def remove_marks(bucket: str, marks: Sequence[Mark]) -> None:
    """Remove delete markers. A missing one is not an error.

    Raises DeliveryError if S3 refuses one.
    """
    versions = [{"Key": one.key, "VersionId": one.version} for one in marks]
    with doing(f"Removing {len(marks)} delete markers in the bucket {bucket}"):
        refused = delete_each(bucket, versions)
    for one in refused:
        raise DeliveryError(
            f"S3 did not bring back {one['Key']}: {one.get('Code', 'no reason')}.",
            "Sign in with a role that has s3:DeleteObjectVersion on the bucket, and "
            "run the command again.",
        )


def download(bucket: str, key: str, target: Path) -> bool:
    """Write the object into a file. Returns False if there is no such object."""
    with doing(f"Reading {key} in {bucket}"):
        found = get(bucket, key)
        if found:
            target.write_bytes(found["Body"].read())
    return bool(found)


def upload(bucket: str, prefix: str, file: Path, content_type: str = "") -> str:
    """Upload the file if it is not there yet. Returns its name, which is made of its hash."""
    digest = sha256(file.read_bytes()).digest()
    name = f"{prefix}{digest.hex()}{file.suffix}"
    s3, kind = client("s3"), {"ContentType": content_type} if content_type else {}
    with doing(f"Uploading {file.name} to the bucket {bucket}"):
        try:
            s3.head_object(Bucket=bucket, Key=name)
        except ClientError as error:
            if error.response["Error"]["Code"] != "404":
                raise
            with file.open("rb") as body:
                checksum = b64encode(digest).decode()
                s3.put_object(Bucket=bucket, Key=name, Body=body, ChecksumSHA256=checksum, **kind)
    return name

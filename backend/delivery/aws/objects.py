"""Objects in a bucket that previews share, each preview below a folder of its own."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from botocore.exceptions import ClientError

from delivery.aws.session import client, doing


def folders(bucket: str) -> list[str]:
    """The first part of every name, with its slash."""
    with doing(f"Listing the bucket {bucket}"):
        pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Delimiter="/")
        return [one["Prefix"] for page in pages for one in page.get("CommonPrefixes", [])]


def sizes(bucket: str, prefix: str) -> dict[str, int]:
    """Bytes of every object below the prefix, by name."""
    with doing(f"Listing {prefix} in the bucket {bucket}"):
        pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return {one["Key"]: one["Size"] for page in pages for one in page.get("Contents", [])}


def empty(bucket: str, prefix: str, but: str = "") -> None:
    """Delete every object below the prefix, all but that one."""
    s3 = client("s3")
    names = sorted(sizes(bucket, prefix).keys() - {but})
    with doing(f"Deleting {prefix} in the bucket {bucket}"):
        for at in range(0, len(names), 1000):
            keys = [{"Key": name} for name in names[at : at + 1000]]
            s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})


def upload(bucket: str, prefix: str, file: Path) -> str:
    """Name of the object that the file is, by its content; uploaded where it is not there yet."""
    digest = sha256(file.read_bytes()).digest()
    name = f"{prefix}{digest.hex()}{file.suffix}"
    s3 = client("s3")
    with doing(f"Uploading {file.name} to the bucket {bucket}"):
        try:
            s3.head_object(Bucket=bucket, Key=name)
        except ClientError as error:
            if error.response["Error"]["Code"] != "404":
                raise
            with file.open("rb") as body:
                s3.put_object(
                    Bucket=bucket, Key=name, Body=body, ChecksumSHA256=b64encode(digest).decode()
                )
    return name

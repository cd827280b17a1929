"""The bucket of uploads: a picture that is there, and others that were deleted."""

from typing import Any, Final

from tests.standins.guarded_account import GatedServer

FILES: Final = "itg-static-assets"
THERE: Final = "media/there.jpg"
DELETED: Final = ["media/twice.jpg", "media/x/a b.jpg", "private/report.pdf"]  # the first twice


def make_bucket(account: GatedServer) -> Any:
    """Make the bucket with these files. Returns the client of S3."""
    account.make_bucket(FILES)
    s3 = account.s3()
    s3.put_bucket_versioning(Bucket=FILES, VersioningConfiguration={"Status": "Enabled"})
    for key in (*DELETED, "static/old.css", THERE):
        s3.put_object(Bucket=FILES, Key=key, Body=key.encode())
    delete(s3)
    for key in ("static/old.css", "media/never.jpg"):
        s3.delete_object(Bucket=FILES, Key=key)
    return s3


def delete(s3: Any) -> None:
    """Delete the files that can be brought back, one of them twice."""
    for key in (*DELETED, DELETED[0]):
        s3.delete_object(Bucket=FILES, Key=key)


def there(s3: Any) -> list[str]:
    """Names of the files that are there."""
    return [one["Key"] for one in s3.list_objects_v2(Bucket=FILES).get("Contents", [])]

"""The bucket: media that editors upload, and static files under names that are their hashes."""

import mimetypes
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from botocore.config import Config
from storages.backends.s3 import S3Storage

CLIENT_CONFIG: Final = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"max_attempts": 3, "mode": "standard"},
    max_pool_connections=10,
)


class MediaStorage(S3Storage):
    """``/media/``: an upload never overwrites, and is read by the CDN's address."""

    def __init__(self) -> None:
        super().__init__(location="media", file_overwrite=False, client_config=CLIENT_CONFIG)


def upload_missing(files: dict[str, Path]) -> int:
    """Upload to ``/static/`` the files whose names are not there yet; how many that were.

    A name is a content hash, so a name that is there needs no second look. Lists the prefix once.
    """
    bucket = S3Storage(location="static", client_config=CLIENT_CONFIG).bucket
    there = {item.key for item in bucket.objects.filter(Prefix="static/")}
    missing = {f"static/{name}": path for name, path in files.items()}
    missing = {key: path for key, path in missing.items() if key not in there}
    client = bucket.meta.client

    def upload(key: str) -> None:
        client.put_object(
            Bucket=bucket.name,
            Key=key,
            Body=missing[key].read_bytes(),
            ContentType=mimetypes.guess_type(key)[0] or "application/octet-stream",
            CacheControl="public, max-age=31536000, immutable",
        )

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(upload, missing))
    return len(missing)

"""The bucket: media that editors upload, and static files under names that are their hashes."""

import mimetypes
import posixpath
import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from botocore.config import Config
from django.conf import settings
from django.utils.crypto import get_random_string
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

CLIENT_CONFIG: Final = Config(
    connect_timeout=5,
    read_timeout=30,
    retries={"max_attempts": 3, "mode": "standard"},
    max_pool_connections=10,
    signature_version="s3v4",
    s3={"addressing_style": "virtual"},  # signed for the region's own host, which redirects nobody
)
SIGNED_SECONDS: Final = 300
FOLDER_LETTERS: Final = string.ascii_lowercase + string.digits


class NeverOverwriting(S3Storage):
    """Each upload lies in a folder of its own, whose name nobody can guess.

    To ask S3 which names are free would be too late for two uploads at once; and a name that was
    deleted must not come back with other content while caches still hold the old.
    """

    def exists(self, name: str) -> bool:
        """Asked by listing: of a missing file S3 says 404 only to who may list the whole bucket."""
        key = f"{self.location}/{name}"
        found = self.connection.meta.client.list_objects_v2(
            Bucket=self.bucket_name, Prefix=key, MaxKeys=1
        )
        return any(item["Key"] == key for item in found.get("Contents", []))

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        folder, file = posixpath.split(clean_name(name))
        free = posixpath.join(folder, get_random_string(10, FOLDER_LETTERS), file)
        stem, extension = posixpath.splitext(free)
        return stem[: (max_length or len(free)) - len(extension)] + extension


class S3MediaStorage(NeverOverwriting):
    """``/media/``: what anyone may read, by the CDN's address."""

    def __init__(self) -> None:
        super().__init__(
            location=f"{settings.AWS_S3_PREFIX}media",
            client_config=CLIENT_CONFIG,
            object_parameters={"CacheControl": "public, max-age=31536000, immutable"},
        )


class S3PrivateStorage(NeverOverwriting):
    """``/private/``, which the CDN does not serve: an address to read it is signed and expires."""

    def __init__(self) -> None:
        super().__init__(
            location=f"{settings.AWS_S3_PREFIX}private",
            client_config=CLIENT_CONFIG,
            object_parameters={"CacheControl": "private, no-store"},
            custom_domain=None,
            querystring_auth=True,
            querystring_expire=SIGNED_SECONDS,
        )

    def signed_url(self, name: str, content_type: str, disposition: str) -> str:
        """An address that anyone may read the file by for SIGNED_SECONDS."""
        headers = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition}
        return str(self.url(name, parameters=headers))


def static_folder() -> tuple[str, Any]:
    folder = f"{settings.AWS_S3_PREFIX}static/"
    return folder, S3Storage(location=folder, client_config=CLIENT_CONFIG).bucket


def published() -> set[str]:
    """Names of the static files that the bucket has."""
    folder, bucket = static_folder()
    return {item.key.removeprefix(folder) for item in bucket.objects.filter(Prefix=folder)}


def upload_missing(files: dict[str, Path]) -> int:
    """Upload to ``/static/`` the files whose names are not there yet; how many that were.

    A name is a content hash, so a name that is there needs no second look. Lists the prefix once.
    """
    folder, bucket = static_folder()
    there = published()
    missing = {f"{folder}{name}": path for name, path in files.items() if name not in there}
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

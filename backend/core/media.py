"""Files that editors upload, on S3. Their addresses are computed without asking S3's library."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import Storage
from django.utils.encoding import filepath_to_uri
from django.utils.functional import LazyObject


class MediaStorage(LazyObject):  # type: ignore[type-arg]
    """``core.s3.MediaStorage``, loaded when a file is read or written.

    Showing a page needs no more than its pictures' addresses, and boto3 is slow to import.
    """

    _wrapped: Any
    # A field asks whether its storage is one; that alone must not load it.
    __class__ = property(lambda self: Storage)

    def _setup(self) -> None:
        from core.s3 import MediaStorage as S3MediaStorage

        self._wrapped = S3MediaStorage()

    def url(self, name: str) -> str:
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name.lstrip("/")))

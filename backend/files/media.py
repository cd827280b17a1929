"""Files that editors upload, on S3. Their addresses are computed without asking S3's library."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.encoding import filepath_to_uri
from django.utils.functional import LazyObject


class LazyStorage(LazyObject):  # type: ignore[type-arg]
    """A storage of ``files.s3``, loaded when a file is read or written.

    Showing a page needs no more than its pictures' addresses, and boto3 is slow to import.
    """

    _wrapped: Any
    # A field asks whether its storage is one; that alone must not load it.
    __class__ = property(lambda self: Storage)


class MediaStorage(LazyStorage):
    """Pictures, which everyone may see by the CDN's address."""

    def _setup(self) -> None:
        from files.s3 import S3MediaStorage

        self._wrapped = S3MediaStorage()

    def url(self, name: str) -> str:
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name.lstrip("/")))


class PrivateStorage(LazyStorage):
    """Documents, which have no lasting address: a view decides who gets a signed one."""

    def _setup(self) -> None:
        from files.s3 import S3PrivateStorage

        self._wrapped = S3PrivateStorage()


class LocalPrivateStorage(FileSystemStorage):
    """The same on a developer's machine: a folder that no address leads into."""

    def __init__(self) -> None:
        super().__init__(location=settings.PRIVATE_ROOT)

    def url(self, name: str | None) -> str:
        raise NotImplementedError("A private file has no public address.")

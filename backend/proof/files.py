"""Static files and media: what the bucket holds, and what its public address serves of it."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import urljoin

import httpx
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from files import s3
from proof.findings import Finding

SECONDS: Final = 15.0
STATIC: Final = 12  # are fetched, of all that the bucket must have
MEDIA: Final = 5
NAMED: Final = 3


def faults(named: Sequence[str]) -> Iterator[Finding]:
    """``named`` are addresses of static files that a page asks for."""
    try:
        yield from bucket_lacks()
        yield from uploads_lack("media", "default", newest(renditions()))
        yield from uploads_lack("documents", "documents", newest(documents()))
    except (BotoCoreError, ClientError) as error:
        yield Finding("bucket:access", bucket(), str(error))
    with httpx.Client(timeout=SECONDS) as client:
        yield from not_served(client, "static", [*named, *some_static()])
        yield from not_served(client, "media", [one.url for one in newest(renditions())])


def bucket_lacks() -> Iterator[Finding]:
    """Static files of the manifest that were not uploaded."""
    missing = sorted(manifest() - s3.published())
    if missing:
        words = f"{len(missing)} static files are not in the bucket: {', '.join(missing[:NAMED])}"
        yield Finding("bucket:static", bucket(), words)


def uploads_lack(what: str, storage: str, rows: list[Any]) -> Iterator[Finding]:
    """One file that is lost is no fault of a release; a bucket that has none is another bucket."""
    if rows and not any(storages[storage].exists(row.file.name) for row in rows):
        words = f"none of the newest {len(rows)} is in the bucket"
        yield Finding(f"bucket:{what}", bucket(), words)


def not_served(client: httpx.Client, what: str, addresses: list[str]) -> Iterator[Finding]:
    """Of static files each one has to be served, of uploads one at least."""
    found = {address: fault_of(client, address) for address in dict.fromkeys(addresses)}
    bad = {address: fault for address, fault in found.items() if fault}
    if bad and (what == "static" or len(bad) == len(found)):
        address, fault = next(iter(bad.items()))
        words = f"{len(bad)} of {len(found)} files are not served: {address} {fault}"
        yield Finding(f"served:{what}", settings.STATIC_URL, words)


def fault_of(client: httpx.Client, address: str) -> str:
    try:
        response = client.get(urljoin(settings.STATIC_URL, address))
    except httpx.HTTPError as error:
        return f"returned nothing: {error}"
    return "" if response.status_code == 200 else f"returned {response.status_code}"


def manifest() -> set[str]:
    return set(staticfiles_storage.hashed_files.values())  # type: ignore[attr-defined]


def some_static() -> list[str]:
    """Spread over the manifest."""
    names = sorted(manifest())
    step = max(1, len(names) // STATIC)
    return [urljoin(settings.STATIC_URL, name) for name in names[::step][:STATIC]]


def bucket() -> str:
    name: str = settings.AWS_STORAGE_BUCKET_NAME  # type: ignore[misc] # deployed settings have it
    return name


def renditions() -> Any:
    return get_image_model().get_rendition_model().objects


def documents() -> Any:
    return get_document_model().objects


def newest(rows: Any) -> list[Any]:
    return list(rows.order_by("-pk")[:MEDIA])

"""Uploads on S3: never overwritten, wherever they go, and cached as long as they like."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.httpsession import URLLib3Session
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from pytest_django import Settings

from files.media import MediaStorage, PrivateStorage
from files.s3 import upload_missing
from tests import commands
from tests.services.aws import CREDENTIALS, REGION, AwsServer

BUCKET = "storage-of-the-tests"
NO_DATABASE = dict.fromkeys(("DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST"), "none") | {
    "DB_PORT": "1"
}
LONG = f"documents/{'a' * 120}.pdf"


@pytest.fixture
def bucket(aws_server: AwsServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AwsServer:
    for name, value in aws_server.environment_of_clients.items():
        monkeypatch.setenv(name, value)
    aws_server.make_bucket(BUCKET)
    settings.AWS_STORAGE_BUCKET_NAME = BUCKET
    settings.AWS_S3_REGION_NAME = REGION
    settings.MEDIA_URL = "https://cdn.innovatetogrow.test/media/"
    return aws_server


@pytest.mark.parametrize("storage", [MediaStorage(), PrivateStorage()], ids=["media", "private"])
def test_twenty_uploads_of_one_name_at_once_are_twenty_files(
    bucket: AwsServer, storage: Storage
) -> None:
    contents = [f"upload {number}".encode() for number in range(20)]
    with ThreadPoolExecutor(20) as pool:
        names = list(
            pool.map(lambda content: storage.save("pictures/a.png", ContentFile(content)), contents)
        )
    assert len(set(names)) == 20
    assert [storage.open(name).read() for name in names] == contents


def test_a_deleted_name_does_not_come_back(bucket: AwsServer) -> None:
    storage = MediaStorage()
    first = storage.save("pictures/a.png", ContentFile(b"first"))
    storage.delete(first)
    assert storage.save("pictures/a.png", ContentFile(b"second")) != first


def test_a_name_keeps_its_end_and_fits_its_column(bucket: AwsServer) -> None:
    name = PrivateStorage().get_available_name(LONG, max_length=100)
    assert (len(name), name[:10], name[-5:]) == (100, "documents/", "a.pdf")


def test_static_files_that_are_there_are_asked_for_once(
    bucket: AwsServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """However many there are. Stock django-storages asks S3 ten times for each."""
    files = {f"{number}.css": tmp_path / f"{number}.css" for number in range(20)}
    for path in files.values():
        path.write_text("a{}")
    assert upload_missing(files) == 20
    sent: list[str] = []
    send = URLLib3Session.send

    def counted(session: URLLib3Session, request: AWSPreparedRequest) -> Any:
        sent.append(request.method)
        return send(session, request)

    monkeypatch.setattr(URLLib3Session, "send", counted)
    assert upload_missing(files) == 0
    assert sent == ["GET"]


def test_a_picture_is_under_media_and_may_be_cached_for_good(bucket: AwsServer) -> None:
    name = MediaStorage().save("pictures/a.png", ContentFile(b"picture"))
    stored = bucket.s3().head_object(Bucket=BUCKET, Key=f"media/{name}")
    assert stored["ContentType"] == "image/png"
    assert stored["CacheControl"] == "public, max-age=31536000, immutable"
    assert MediaStorage().url(name) == f"https://cdn.innovatetogrow.test/media/{name}"


def test_a_document_is_under_private_and_is_cached_nowhere(bucket: AwsServer) -> None:
    name = PrivateStorage().save("documents/a.pdf", ContentFile(b"document"))
    stored = bucket.s3().head_object(Bucket=BUCKET, Key=f"private/{name}")
    assert stored["CacheControl"] == "private, no-store"


def test_an_address_is_signed_for_the_host_of_the_region(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3's worldwide host redirects to it for a new bucket, and a redirect breaks the signature."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    settings.AWS_STORAGE_BUCKET_NAME = BUCKET
    settings.AWS_S3_REGION_NAME = REGION
    signed = PrivateStorage().url("documents/a.pdf")
    assert signed.startswith(f"https://{BUCKET}.s3.{REGION}.amazonaws.com/private/documents/a.pdf?")


@pytest.mark.parametrize("name", ["../../static/app.js", "/etc/passwd", "a/../../b.png"])
def test_no_name_leads_out_of_its_folder(bucket: AwsServer, name: str) -> None:
    with pytest.raises(SuspiciousFileOperation):
        MediaStorage().save(name, ContentFile(b"content"))


def test_a_server_starts_without_s3s_library() -> None:
    code = (
        "import sys, django; django.setup(); from django.urls import reverse; "
        "reverse('wagtailadmin_home'); from files.models import PrivateDocument as D; "
        "D(id=1, collection_id=1, file='documents/x/a.pdf').url; "
        "print([name for name in ('boto3', 'storages') if name in sys.modules])"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code],
        cwd=commands.BACKEND,
        env=commands.environment("prod", commands.PRODUCTION, NO_DATABASE),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert finished.stdout.strip() == "[]", finished.stderr

"""Who gets a document, and that no address but a signed one leads to it."""

from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import Settings
from wagtail.models import Collection, CollectionViewRestriction

from files.media import PrivateStorage
from files.models import PrivateDocument
from tests.files.conftest import store_documents_in
from tests.files.files import PDF
from tests.services.aws import REGION, AwsServer

BUCKET = "uploads-of-the-tests"


@pytest.fixture
def bucket(aws_server: AwsServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AwsServer:
    """S3 in place of the local folder, with production's settings."""
    for name, value in aws_server.environment_of_clients.items():
        monkeypatch.setenv(name, value)
    aws_server.make_bucket(BUCKET)
    settings.AWS_STORAGE_BUCKET_NAME = BUCKET
    settings.AWS_S3_REGION_NAME = REGION
    settings.AWS_S3_CUSTOM_DOMAIN = "cdn.innovatetogrow.test"
    settings.AWS_QUERYSTRING_AUTH = False
    store_documents_in(PrivateStorage(), monkeypatch)
    return aws_server


@pytest.fixture
def document(bucket: AwsServer, db: None) -> PrivateDocument:
    return make_document()


def make_document() -> PrivateDocument:
    collection = Collection.get_first_root_node().add_child(name="Partners")
    file = ContentFile(PDF, "Annual report.pdf")
    made: PrivateDocument = PrivateDocument.objects.create(
        title="Report", file=file, collection=collection
    )
    return made


def restrict(document: PrivateDocument, kind: str) -> CollectionViewRestriction:
    made: CollectionViewRestriction = CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=kind, password="open-sesame"
    )
    return made


def test_a_public_document_is_a_signed_address_away(
    client: Client, document: PrivateDocument
) -> None:
    response = client.get(document.url)
    assert response.status_code == 302
    assert response["Cache-Control"] == "private, no-store"
    signed = urlsplit(response["Location"])
    asked = parse_qs(signed.query)
    assert signed.path.split("/")[-4:-2] == ["private", "documents"]
    assert asked["X-Amz-Expires"] == ["300"]
    assert asked["response-content-type"] == ["application/pdf"]
    with urlopen(response["Location"], timeout=60) as response_of_s3:  # noqa: S310 (loopback)
        assert response_of_s3.read() == PDF


def test_nothing_of_a_document_is_where_the_cdn_reads(
    bucket: AwsServer, document: PrivateDocument
) -> None:
    keys = [item["Key"] for item in bucket.s3().list_objects_v2(Bucket=BUCKET)["Contents"]]
    assert f"private/{document.file.name}" in keys
    assert [key for key in keys if not key.startswith("private/documents/")] == []
    assert "cdn.innovatetogrow.test" not in document.file.url


@pytest.mark.parametrize("kind", ["login", "groups"])
def test_a_private_document_asks_an_anonymous_visitor_to_sign_in(
    client: Client, document: PrivateDocument, kind: str
) -> None:
    restrict(document, kind)
    response = client.get(document.url, follow=True)
    steps = [address for address, _ in response.redirect_chain]
    assert steps[-1].startswith("/admin/login/?next=%2Fdocuments%2F")
    assert response.status_code == 200


def test_a_private_document_is_sent_to_someone_signed_in(
    client: Client, document: PrivateDocument
) -> None:
    restrict(document, "login")
    client.force_login(get_user_model().objects.create_user("partner"))
    assert "X-Amz-Signature" in client.get(document.url)["Location"]


def test_a_document_under_a_password_is_sent_after_it(
    client: Client, document: PrivateDocument
) -> None:
    restriction = restrict(document, "password")
    page = client.get(document.url)
    assert (page.status_code, "Location" in page) == (200, False)
    assert "no-store" in page["Cache-Control"]
    address = f"/documents/authenticate_with_password/{restriction.pk}/"
    client.post(address, {"password": "wrong", "return_url": document.url})
    assert client.get(document.url).status_code == 200
    client.post(address, {"password": "open-sesame", "return_url": document.url})
    assert "X-Amz-Signature" in client.get(document.url)["Location"]


def test_a_guessed_name_leads_nowhere(client: Client, document: PrivateDocument) -> None:
    assert client.get(f"/documents/{document.pk}/other.pdf").status_code == 404


def test_on_this_machine_the_backend_sends_it_and_media_does_not(
    client: Client, db: None, settings: Settings
) -> None:
    document = make_document()
    response = client.get(document.url)
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]
    response.close()
    assert client.get(f"/media/{document.file.name}").status_code == 404

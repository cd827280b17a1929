"""Mismatches that a visitor meets: CORS, sign-in, DNS and certificates."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import Message
from fnmatch import fnmatch
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client
from pytest_django import Settings

from delivery.operate.doctor import visits
from delivery.operate.production import Running
from delivery.tools import http
from tests.delivery.operate.given import running, what
from tests.infrastructure.account import template

SITE: Final = "https://www.innovatetogrow.test"


def sent_on(path: str, headers: Mapping[str, str]) -> dict[str, str]:
    """Of a visitor's headers those that CloudFront passes on to the backend."""
    cdn = template("edge")["Resources"]["Cdn"]["Properties"]["DistributionConfig"]
    public = [one["PathPattern"] for one in cdn["CacheBehaviors"]]
    if not any(fnmatch(path, pattern) for pattern in public):
        return dict(headers)
    return {name: value for name, value in headers.items() if name == "Origin"}


def through_django(
    url: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes | None = None
) -> http.HTTPResponse:
    """The site's own code in this process, behind a host that it knows."""
    path = urlsplit(url).path
    given = sent_on(path, headers or {})
    kind = given.pop("Content-Type", "text/plain")
    client = Client(enforce_csrf_checks=True, headers=given)
    response = client.generic(method, path, body or b"", content_type=kind)
    found = Message()
    for name, value in response.headers.items():
        found[name] = value
    for cookie in response.cookies.values():
        found["Set-Cookie"] = cookie.OutputString()
    return http.HTTPResponse(response.status_code, found, response.content)


@pytest.fixture
def visited(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Running:
    monkeypatch.setattr(visits, "asked", through_django)
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    return running(variables={"API_BASE_URL": "http://testserver", "FRONTEND_URL": SITE})


def test_the_site_may_read_the_api_and_staff_may_sign_in(visited: Running) -> None:
    assert what(visits.cors(visited)) == []
    assert what(visits.csrf(visited)) == []


def test_an_origin_that_may_not_or_that_anybody_may_is_told(
    visited: Running, settings: Settings
) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://another.test"]
    api = "http://testserver/api/"
    assert what(visits.cors(visited)) == [
        f"Scripts of {SITE} may not read {api}.",
        f"Forms of {SITE} may not be sent to {api}.",
    ]
    settings.CORS_ALLOW_ALL_ORIGINS, settings.CORS_ALLOW_CREDENTIALS = True, True
    assert what(visits.cors(visited)) == [f"Scripts of any site may read {api}."]


def test_a_form_that_may_be_read_and_not_sent_is_told(visited: Running, settings: Settings) -> None:
    settings.CORS_ALLOW_METHODS = ["GET"]
    assert what(visits.cors(visited)) == [
        f"Forms of {SITE} may not be sent to http://testserver/api/."
    ]


def test_a_sign_in_whose_origin_is_refused_is_told(visited: Running, settings: Settings) -> None:
    """The visitor comes by HTTPS, and the backend hears nothing of it."""
    visited.variables["API_BASE_URL"] = "https://testserver"
    settings.CSRF_TRUSTED_ORIGINS = []
    (found,) = visits.csrf(visited)
    assert found.what.startswith("Nobody can sign in at https://testserver/admin/login/")
    settings.CSRF_TRUSTED_ORIGINS = ["https://testserver"]
    assert what(visits.csrf(visited)) == []


def test_a_host_without_an_address_is_told() -> None:
    addresses = {"API_BASE_URL": "http://127.0.0.1:9", "FRONTEND_URL": "https://nowhere.invalid"}
    (found,) = visits.names(running(variables=addresses))
    assert found.what.startswith("nowhere.invalid has no address: ")


@contextmanager
def serving(folder: Path, days: float) -> Iterator[str]:
    """The address of a server whose certificate is valid for that long, and is trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = folder / f"{days}.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    class Handshake(BaseRequestHandler):
        def handle(self) -> None:
            try:
                context.wrap_socket(self.request, server_side=True).close()
            except OSError:
                return

    with ThreadingTCPServer(("127.0.0.1", 0), Handshake) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("days", "trusted", "said"),
    [
        (60, True, ""),
        (10.5, True, "ends in 10 days."),
        (-1, True, "certificate has expired"),
        (60, False, "self-signed certificate"),
    ],
)
def test_a_certificate_that_ends_or_that_browsers_refuse_is_told(
    days: float, trusted: bool, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, days) as address:
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / f"{days}.pem"))
        found = what(visits.certificates(running(variables={"API_BASE_URL": address})))
    assert [said in one for one in found] == ([True] if said else []), found


def test_an_address_without_https_is_told() -> None:
    (found,) = visits.certificates(running(variables={"FRONTEND_URL": "http://www.a.test"}))
    assert found.what == "http://www.a.test does not use HTTPS."

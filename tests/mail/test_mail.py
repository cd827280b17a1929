"""Mail as production sends it: by its variables, encrypted, signed in, and over in time."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.bounded import BoundedBackend
from tests import commands
from tests.services.certificate import write_certificate
from tests.services.smtp import MailServer

pytestmark = pytest.mark.processes
HOST, STARTTLS_PORT = "127.0.0.25", 2587
LOGIN = ("i2g@g.ucmerced.edu", "correct horse")


def test_a_single_wait_cannot_end_together_with_the_deadline() -> None:
    assert BoundedBackend(timeout=10, deadline=5).timeout == 10
    assert BoundedBackend(timeout=None, deadline=5).timeout == 10


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, str]:
    authority, key = write_certificate(tmp_path, HOST)
    return str(authority), str(key)


@pytest.fixture
def server(certificate: tuple[str, str]) -> Iterator[MailServer]:
    with MailServer(HOST, STARTTLS_PORT, LOGIN, certificate) as server:
        yield server


def production(**variables: str) -> dict[str, str]:
    return commands.environment("prod", commands.PRODUCTION, commands.NO_DATABASE, variables)


def sendtestemail(**variables: str) -> tuple[int, str]:
    environ = production(EMAIL_HOST=HOST, **variables)
    finished = commands.run(environ, "sendtestemail", "dean@example.org")
    return finished.returncode, finished.stdout


def test_productions_variables_send_mail_encrypted_and_signed_in(
    server: MailServer, certificate: tuple[str, str]
) -> None:
    trusting = {"EMAIL_PORT": str(STARTTLS_PORT), "SSL_CERT_FILE": certificate[0]}
    login = {"EMAIL_HOST_USER": LOGIN[0], "EMAIL_HOST_PASSWORD": LOGIN[1]}
    assert sendtestemail(**trusting, **login) == (0, "")
    assert [message["To"] for message in server.messages] == ["dean@example.org"]
    assert server.messages[0]["From"] == "i2g@g.ucmerced.edu"

    code, said = sendtestemail(**trusting, **login | {"EMAIL_HOST_PASSWORD": "wrong"})
    assert (code, "535" in said) == (1, True), said
    assert "wrong" not in said

    code, said = sendtestemail(EMAIL_PORT=str(STARTTLS_PORT), **login)
    assert (code, ssl.SSLCertVerificationError.__name__ in said) == (1, True)
    assert len(server.messages) == 1


@pytest.mark.parametrize(
    ("port", "encryption"),
    [("587", "starttls"), ("465", "tls"), ("25", "none")],
)
def test_the_port_says_how_mail_is_encrypted(port: str, encryption: str) -> None:
    values = commands.settings_of(production(EMAIL_PORT=port), "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    assert list(values.values()) == [encryption == "starttls", encryption == "tls"]

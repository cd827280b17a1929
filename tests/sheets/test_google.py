"""The sign-in and the request, over HTTP; what Google refuses, and does in place of a response."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pytest_django import Settings

from sheets import google as asking
from sheets.models import Sheet
from sheets.table import SheetTable, SourceError
from tests.services.server import free_port
from tests.sheets.conftest import ID
from tests.standins.google import ACCOUNT, SCOPE, Google, GoogleHandler, tab

PATIENCE = 60  # seconds until Google would respond after all, or has dripped to the end
HTML = {"Content-Type": "text/html"}
Trouble = Callable[[GoogleHandler], None]


def fetch(**fields: Any) -> SheetTable:
    return asking.Google().fetch(Sheet(**{"title": "Teams", "spreadsheet": ID, **fields}))


def refusal(**fields: Any) -> str:
    with pytest.raises(SourceError) as refused:
        fetch(**fields)
    return str(refused.value)


def test_signs_in_with_an_assertion_that_its_own_key_signed(google: Google) -> None:
    assert fetch().rows == [["Solar canal", "Capstone"], ["Orchard", "Software"]]
    (claims,) = google.assertions
    assert claims | {"iat": 0, "exp": 3600} == {
        "iss": ACCOUNT,
        "scope": SCOPE,
        "aud": google.credentials["token_uri"],
        "iat": 0,
        "exp": 3600,
    }


@pytest.mark.parametrize(
    ("fields", "ranges"),
    [
        ({}, "A:AN"),
        ({"cells": "b2:d90"}, "B2:D90"),
        ({"tab": "Fall 2026"}, "'Fall 2026'!A:AN"),
        ({"tab": "Amara's !A1", "cells": "A:C"}, "'Amara''s !A1'!A:C"),
    ],
)
def test_asks_for_one_range_and_for_no_more_than_it_shows(
    google: Google, fields: dict[str, str], ranges: str
) -> None:
    fetch(**fields)
    (asked,) = google.asked
    assert asked == {
        "path": f"/v4/spreadsheets/{ID}",
        "ranges": ranges,
        "fields": "sheets(merges,data(startRow,startColumn,rowData.values.formattedValue,"
        "rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata(hiddenByUser,hiddenByFilter)))",
    }


def test_an_id_cannot_lead_elsewhere(google: Google) -> None:
    assert refusal(spreadsheet="../../token?x=").startswith("Google has no spreadsheet")
    assert google.asked[0]["path"] == "/v4/spreadsheets/../../token?x="


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "Google does not know this tab or range. Check the name of the tab."),
        (401, "Google does not accept the service account's sign-in. Its key may have been delete"),
        (403, f"Google refuses (403): share the spreadsheet with {ACCOUNT}, as viewer."),
        (404, "Google has no spreadsheet with this id. Check the address."),
        (429, "Google asks for fewer requests at a time (429). This is tried again."),
        (500, "Google returned 500. This is tried again."),
        (503, "Google returned 503. This is tried again."),
        (302, "Google returned 302. This is tried again."),
    ],
)
def test_a_refusal_is_told_in_words_with_what_to_do(
    google: Google, status: int, words: str
) -> None:
    google.trouble = lambda asked: asked.refuse(status)
    assert refusal().startswith(words)


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_sign_in_that_is_refused(google: Google, status: int) -> None:
    google.sign_in_trouble = lambda asked: asked.say(status, {"error": "invalid_grant"})
    assert refusal().startswith("Google does not accept the service account's sign-in.")
    assert google.asked == []


def test_another_accounts_key_gets_no_token(google: Google, settings: Settings) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    settings.GOOGLE_SHEETS_CREDENTIALS = google.credentials | {"private_key": other.decode()}
    assert refusal().startswith("Google does not accept the service account's sign-in.")


def test_a_wider_scope_than_it_should_have_gets_no_token(
    google: Google, settings: Settings
) -> None:
    settings.GOOGLE_SHEETS_SCOPES = [SCOPE.removesuffix(".readonly")]
    assert refusal().startswith("Google does not accept the service account's sign-in.")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "There is no service account: set GOOGLE_SHEETS_CREDENTIALS_JSON."),
        ({"type": "service_account"}, "has no client_email and no private_key and no token_uri"),
        ({"private_key": "nonsense"}, "holds no usable private key"),
        ({"token_uri": "nonsense"}, "Google cannot be reached."),
        ({"token_uri": "http://[::1"}, "Google cannot be reached."),
    ],
)
def test_credentials_that_are_none(
    google: Google, settings: Settings, change: dict[str, str], words: str
) -> None:
    whole = google.credentials if change.keys() & {"private_key", "token_uri"} else {}
    settings.GOOGLE_SHEETS_CREDENTIALS = whole | change
    assert words in (said := refusal())
    assert "PRIVATE" not in said


def responds(status: int, body: bytes, headers: dict[str, str]) -> Trouble:
    return lambda asked: asked.reply(status, body, headers)


def falls_silent(asked: GoogleHandler) -> None:
    """Until the other side hangs up."""
    asked.connection.settimeout(PATIENCE)
    asked.connection.recv(1)


def drips(asked: GoogleHandler) -> None:
    """A byte at a time: no single wait is ever long."""
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    for _ in range(100 * PATIENCE):
        try:
            asked.wfile.write(b" ")
            asked.wfile.flush()
        except OSError:
            return
        time.sleep(0.01)


def floods(asked: GoogleHandler) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(200):
        try:
            asked.wfile.write(b"[" * 100_000)
        except OSError:
            return


def hangs_up(asked: GoogleHandler) -> None:
    asked.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    asked.close_connection = True


@pytest.mark.parametrize("where", ["trouble", "sign_in_trouble"])
@pytest.mark.parametrize("trouble", [falls_silent, drips])
def test_waits_no_longer_than_its_deadline_in_all(
    google: Google, monkeypatch: pytest.MonkeyPatch, trouble: Trouble, where: str
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.3)
    setattr(google, where, trouble)
    assert "did not respond within" in refusal()


@pytest.mark.parametrize("where", ["trouble", "sign_in_trouble"])
@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (responds(200, b"<html>Sorry</html>", HTML), ("What came is not", "sign-in sends")),
        (responds(200, b'{"access_token": 5}', HTML), ("What came is not", "sign-in sends")),
        (responds(200, b"\x1f\x8bnot gzip", {"Content-Encoding": "gzip"}), ("cannot be", "cannot")),
        (floods, ("larger than 12 MB", "larger than 12 MB")),
        (hangs_up, ("cannot be reached", "cannot be reached")),
    ],
    ids=["html", "wrong json", "broken gzip", "flood", "hang up"],
)
def test_rubbish_of_any_kind_is_no_table(
    google: Google, trouble: Trouble, words: tuple[str, str], where: str
) -> None:
    setattr(google, where, trouble)
    assert words[where == "sign_in_trouble"] in refusal()


def test_nobody_there(google: Google, settings: Settings) -> None:
    settings.GOOGLE_SHEETS_API_URL = f"http://127.0.0.1:{free_port()}"
    assert refusal() == "Google cannot be reached. This is tried again."


def test_fifty_thousand_rows_over_the_wire(google: Google) -> None:
    google.spreadsheets[ID] = tab(("N",), *[(str(n),) for n in range(50_000)])
    assert refusal().startswith("The range holds 50,000 rows")

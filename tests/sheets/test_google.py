"""The sign-in and the request, over HTTP; what Google refuses, and does in place of a response."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pytest_django import Settings

from core.parsers import json_object
from sheets import google as asking
from sheets.models import Sheet
from sheets.table import SheetTable, SourceError
from tests.services.server import free_port
from tests.sheets.conftest import ID, TEAMS
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


def info(reason: str, **metadata: str) -> dict[str, Any]:
    """The part of a response that names its cause."""
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    domain = "googleapis.com"
    return {"details": [{"@type": kind, "reason": reason, "domain": domain, "metadata": metadata}]}


DENIED = "PERMISSION_DENIED"
NOT_ENABLED = (
    "Google Sheets API has not been used in project 123456 before or it is disabled. Enable it by "
    "visiting https://console.developers.google.com/apis/api/sheets.googleapis.com/overview"
)
ENABLE = (
    "The Google Sheets API is not enabled in the service account's project. Enable it at "
    "https://console.cloud.google.com/apis/library/sheets.googleapis.com"
)
EXCEL = "This is not a Google Sheet but a file in Drive, such as an Excel workbook. Open it, choose"
QUOTA = "Google asks for fewer requests at a time"
REFUSALS: list[tuple[int, str, str, dict[str, Any], str]] = [
    (400, "FAILED_PRECONDITION", "This operation is not supported for this document", {}, EXCEL),
    (400, "INVALID_ARGUMENT", "Unable to parse range: 'X'!A:AN", {}, "Google does not know this t"),
    (
        400,
        "INVALID_ARGUMENT",
        "Range (Sheet1!A5000:B) exceeds grid limits. Max rows: 1000, max columns: 26",
        {},
        "The range lies outside the tab",
    ),
    (
        403,
        DENIED,
        NOT_ENABLED,
        info("SERVICE_DISABLED", consumer="projects/123456", service="sheets.googleapis.com"),
        f"{ENABLE}?project=123456,",
    ),
    (403, DENIED, NOT_ENABLED, {}, f"{ENABLE},"),
    (403, DENIED, "", {"errors": [{"reason": "accessNotConfigured"}]}, ENABLE),
    (403, DENIED, "", info("SERVICE_DISABLED", consumer="projects/</a>"), f"{ENABLE},"),
    (403, DENIED, "", info("ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "The scopes in GOOGLE_SHEETS_SCO"),
    (403, "RESOURCE_EXHAUSTED", "Quota exceeded", {}, f"{QUOTA} (403)."),
    (403, DENIED, "", {"errors": [{"reason": "rateLimitExceeded"}]}, f"{QUOTA} (403)."),
    (429, "RESOURCE_EXHAUSTED", "", info("RATE_LIMIT_EXCEEDED"), f"{QUOTA} (429)."),
    (403, DENIED, "The caller does not have permission", {}, "Google refuses (403): share the"),
    (403, DENIED, "", {"details": "odd", "errors": 5}, "Google refuses (403): share the"),
]


@pytest.mark.parametrize(("status", "name", "message", "parts", "words"), REFUSALS)
def test_each_refusal_has_its_own_remedy(
    google: Google, status: int, name: str, message: str, parts: dict[str, Any], words: str
) -> None:
    google.trouble = lambda asked: asked.refuse(status, name, message, **parts)
    assert refusal().startswith(words)


@pytest.mark.parametrize(
    ("error", "description", "words"),
    [
        ("invalid_grant", "Invalid JWT Signature.", "Its key may have been deleted."),
        ("invalid_grant", "Invalid grant: account not found", "may have been deleted. Make one"),
        ("invalid_scope", "Invalid OAuth scope", "GOOGLE_SHEETS_SCOPES names a scope that"),
        ("disabled_client", "The OAuth client was disabled.", "The account is disabled."),
        (
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
            "timeframe. Check your iat and exp values in the JWT claim.",
            "This machine's clock is wrong.",
        ),
    ],
)
def test_each_refused_sign_in_has_its_own_remedy(
    google: Google, error: str, description: str, words: str
) -> None:
    document = {"error": error, "error_description": description}
    google.sign_in_trouble = lambda asked: asked.say(400, document)
    assert words in refusal()


@pytest.mark.parametrize("line_break", ["\\n", "\\r\\n", "\r\n"])
def test_a_key_may_have_its_line_breaks_as_a_program_prints_them(
    google: Google, settings: Settings, line_break: str
) -> None:
    key = google.credentials["private_key"].replace("\n", line_break)
    settings.GOOGLE_SHEETS_CREDENTIALS = google.credentials | {"private_key": key}
    assert fetch().rows


def test_a_key_may_have_real_line_breaks_in_its_json(google: Google, settings: Settings) -> None:
    pasted = json.dumps(google.credentials).replace("\\n", "\n")
    settings.GOOGLE_SHEETS_CREDENTIALS = json_object(pasted)
    assert fetch().rows


def test_a_number_names_the_tab_that_the_address_showed(google: Google) -> None:
    first, second = TEAMS["sheets"][0], tab(("Judge",), ("Amara",))["sheets"][0]
    google.spreadsheets[ID] = {
        "sheets": [
            first | {"properties": {"title": "Teams"}},
            second | {"properties": {"sheetId": 1234, "title": "Amara's judges"}},
        ]
    }
    fetch(gid=1234)
    assert google.asked[-1]["ranges"] == "'Amara''s judges'!A:AN"
    fetch(gid=0, cells="A:B")
    assert google.asked[-1]["ranges"] == "'Teams'!A:B"
    assert refusal(gid=99).startswith("The spreadsheet has no tab with gid=99")
    google.trouble = lambda asked: asked.reply(200, b"<html>", HTML)
    assert refusal(gid=0).startswith("Google sent something that is not a spreadsheet.")


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
        (responds(200, b"<html>Sorry</html>", HTML), ("that is not a spreadsheet", "sign-in sent")),
        (
            responds(200, b'{"access_token": 5}', HTML),
            ("that is not a spreadsheet", "sign-in sent"),
        ),
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
    assert refusal().startswith("The range has 50,000 rows")

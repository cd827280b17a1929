"""Asks Google for a range: signs in as the service account, then reads, within one deadline.

Imported by `sheets.source` when something is refreshed, never for a visitor.
"""

import asyncio
import time
from typing import Any, Final
from urllib.parse import quote

import httpx
from django.conf import settings
from google.auth import crypt, jwt
from pydantic import BaseModel, Field

from sheets import spreadsheet
from sheets.models import ALL_CELLS, Sheet
from sheets.refusals import LATER, refusal, sign_in_refusal
from sheets.table import SheetTable, SourceError

SECONDS: Final = 20.0
MOST_BYTES: Final = 12_000_000
GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
NEEDED: Final = ("client_email", "private_key", "token_uri")


class AccessToken(BaseModel):
    access_token: str = Field(min_length=1)


class Google:
    """The source in production."""

    notice = ""
    refreshes = True

    def fetch(self, sheet: Sheet) -> SheetTable:
        """Raises SourceError, SECONDS from now at the latest."""
        account = service_account(settings.GOOGLE_SHEETS_CREDENTIALS)
        try:
            body = asyncio.run(ask(account, sheet))
        except (TimeoutError, httpx.TimeoutException) as error:
            raise SourceError(f"Google did not respond within {SECONDS:.0f} s. {LATER}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceError(f"Google cannot be reached. {LATER}") from error
        return spreadsheet.read(body)


def service_account(info: dict[str, Any]) -> dict[str, Any]:
    if not info:
        raise SourceError("There is no service account: set GOOGLE_SHEETS_CREDENTIALS_JSON.")
    if missing := [name for name in NEEDED if not isinstance(info.get(name), str)]:
        raise SourceError(
            f"GOOGLE_SHEETS_CREDENTIALS_JSON has no {' and no '.join(missing)}: "
            "download the service account's key again."
        )
    return info | {"private_key": with_line_breaks(info["private_key"])}


async def ask(account: dict[str, Any], sheet: Sheet) -> bytes:
    async with asyncio.timeout(SECONDS), httpx.AsyncClient(timeout=SECONDS) as client:
        token = await sign_in(client, account)
        client.headers["Authorization"] = f"Bearer {token}"
        tab = sheet.tab
        if not tab and sheet.gid is not None:
            tabs = await get(client, account, sheet, fields=spreadsheet.TAB_FIELDS)
            tab = spreadsheet.title_of_tab(tabs, sheet.gid)
        ranges = cell_range(tab, sheet.cells)
        return await get(client, account, sheet, ranges=ranges, fields=spreadsheet.FIELDS)


async def get(
    client: httpx.AsyncClient, account: dict[str, Any], sheet: Sheet, **params: str
) -> bytes:
    key = quote(sheet.spreadsheet, safe="")
    address = f"{settings.GOOGLE_SHEETS_API_URL}/v4/spreadsheets/{key}"
    async with client.stream("GET", address, params=params) as response:
        body = await whole(response)
    if response.status_code != 200:
        raise refusal(response.status_code, body, account["client_email"])
    return body


async def sign_in(client: httpx.AsyncClient, account: dict[str, Any]) -> str:
    """An access token for a signed assertion, as RFC 7523 has it."""
    form = {"grant_type": GRANT, "assertion": assertion(account)}
    async with client.stream("POST", account["token_uri"], data=form) as response:
        body = await whole(response)
    if response.status_code in (400, 401, 403):
        raise sign_in_refusal(body)
    if response.status_code != 200:
        raise refusal(response.status_code, b"", account["client_email"])
    try:
        return AccessToken.model_validate_json(body).access_token
    except ValueError as fault:
        raise SourceError(f"Google's sign-in sent an unexpected response. {LATER}") from fault


def assertion(account: dict[str, Any]) -> str:
    try:
        signer = crypt.RSASigner.from_service_account_info(account)  # type: ignore[no-untyped-call]
    except ValueError as fault:
        raise SourceError(
            "GOOGLE_SHEETS_CREDENTIALS_JSON holds no usable private key: "
            "download the service account's key again."
        ) from fault
    now = int(time.time())
    claims = {
        "iss": account["client_email"],
        "scope": " ".join(settings.GOOGLE_SHEETS_SCOPES),
        "aud": account["token_uri"],
        "iat": now,
        "exp": now + 3600,
    }
    return str(jwt.encode(signer, claims), "ascii")  # type: ignore[no-untyped-call]


def with_line_breaks(key: str) -> str:
    """A private key whose line breaks were pasted as backslash and n, as a program prints them."""
    return key.replace("\\r", "").replace("\\n", "\n")


def cell_range(tab: str, cells: str) -> str:
    cells = cells.upper() or ALL_CELLS
    quoted = tab.replace("'", "''")
    return f"'{quoted}'!{cells}" if quoted else cells


async def whole(response: httpx.Response) -> bytes:
    """The body, which is read no further than MOST_BYTES."""
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            raise SourceError(
                f"The range is larger than {MOST_BYTES // 10**6} MB. Choose a smaller range."
            )
    return bytes(body)

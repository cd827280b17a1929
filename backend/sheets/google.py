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
from sheets.table import SheetTable, SourceError

SECONDS: Final = 20.0
MOST_BYTES: Final = 12_000_000
GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
NEEDED: Final = ("client_email", "private_key", "token_uri")
LATER: Final = "This is tried again."
MEANINGS: Final = {
    400: "Google does not know this tab or range. Check the name of the tab.",
    401: "Google does not accept the service account's sign-in. Its key may have been deleted.",
    404: "Google has no spreadsheet with this id. Check the address.",
    429: f"Google asks for fewer requests at a time (429). {LATER}",
}


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
    return info


async def ask(account: dict[str, Any], sheet: Sheet) -> bytes:
    async with asyncio.timeout(SECONDS), httpx.AsyncClient(timeout=SECONDS) as client:
        token = await sign_in(client, account)
        async with client.stream(
            "GET",
            f"{settings.GOOGLE_SHEETS_API_URL}/v4/spreadsheets/{quote(sheet.spreadsheet, safe='')}",
            params={"ranges": cell_range(sheet), "fields": spreadsheet.FIELDS},
            headers={"Authorization": f"Bearer {token}"},
        ) as response:
            refuse(response.status_code, account)
            return await whole(response)


async def sign_in(client: httpx.AsyncClient, account: dict[str, Any]) -> str:
    """An access token for a signed assertion, as RFC 7523 has it."""
    form = {"grant_type": GRANT, "assertion": assertion(account)}
    async with client.stream("POST", account["token_uri"], data=form) as response:
        if response.status_code in (400, 401, 403):
            raise SourceError(MEANINGS[401])
        refuse(response.status_code, account)
        body = await whole(response)
    try:
        return AccessToken.model_validate_json(body).access_token
    except ValueError as fault:
        raise SourceError(f"Google's sign-in sends something else. {LATER}") from fault


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


def cell_range(sheet: Sheet) -> str:
    cells = sheet.cells.upper() or ALL_CELLS
    tab = sheet.tab.replace("'", "''")
    return f"'{tab}'!{cells}" if tab else cells


def refuse(status: int, account: dict[str, Any]) -> None:
    if status == 200:
        return
    if status == 403:
        address = account["client_email"]
        raise SourceError(f"Google refuses (403): share the spreadsheet with {address}, as viewer.")
    raise SourceError(MEANINGS.get(status) or f"Google returned {status}. {LATER}")


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

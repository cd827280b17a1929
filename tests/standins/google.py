"""Google's sign-in and its Sheets API, as far as a service account with a reader's scope goes.

The sign-in takes an assertion only if the account's own key signed it for this address and the
scopes it should have: https://developers.google.com/identity/protocols/oauth2/service-account
"""

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Sequence
from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any, Final, Self
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.services.server import HOST, free_port
from tests.standins.handler import QuietHandler

SCOPE: Final = "https://www.googleapis.com/auth/spreadsheets.readonly"
ACCOUNT: Final = "reader@innovate-to-grow.iam.gserviceaccount.com"
TOKEN: Final = "ya29.token-of-the-stand-in"
JSON: Final = {"Content-Type": "application/json; charset=UTF-8"}


def tab(*rows: Sequence[str], **parts: Any) -> dict[str, Any]:
    """One tab as the API says it; ``parts`` are merges, rowMetadata, columnMetadata, startRow …"""
    data = [{"values": [{"formattedValue": cell} if cell else {} for cell in row]} for row in rows]
    merges = {"merges": parts.pop("merges")} if "merges" in parts else {}
    return {"sheets": [{**merges, "data": [{"rowData": data, **parts}]}]}


class Google:
    """A context manager. ``spreadsheets`` are documents by id; ``trouble`` responds instead."""

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def __init__(self) -> None:
        self.spreadsheets: dict[str, Any] = {}
        self.trouble: Callable[[GoogleHandler], None] | None = None
        self.sign_in_trouble: Callable[[GoogleHandler], None] | None = None
        self.assertions: list[dict[str, Any]] = []
        self.asked: list[dict[str, str]] = []
        self.url = f"http://{HOST}:{(port := free_port())}"
        self._server = ThreadingHTTPServer((HOST, port), partial(GoogleHandler, self))
        self._server.daemon_threads = True

    @property
    def credentials(self) -> dict[str, str]:
        """What Google gives to download as the account's key."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return {
            "type": "service_account",
            "project_id": "innovate-to-grow",
            "private_key_id": "1",
            "private_key": pem.decode(),
            "client_email": ACCOUNT,
            "token_uri": f"{self.url}/token",
        }

    @property
    def environment(self) -> dict[str, str]:
        return {
            "GOOGLE_SHEETS_CREDENTIALS_JSON": json.dumps(self.credentials),
            "GOOGLE_SHEETS_API_URL": self.url,
        }

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fault_in(self, assertion: str) -> str:
        """What is wrong with an assertion; nothing when it may have a token."""
        signed, _, signature = assertion.rpartition(".")
        header, claims = (json.loads(decoded(part)) for part in signed.split("."))
        self.assertions.append(claims)
        try:
            self.key.public_key().verify(
                decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return "Invalid JWT Signature."
        wanted = {"iss": ACCOUNT, "scope": SCOPE, "aud": f"{self.url}/token"}
        right = all(claims.get(name) == text for name, text in wanted.items())
        fresh = claims["iat"] - 60 <= time.time() < claims["exp"] <= claims["iat"] + 3600
        return "" if header["alg"] == "RS256" and right and fresh else "Invalid JWT."


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


class GoogleHandler(QuietHandler):
    def __init__(self, google: Google, *args: Any) -> None:
        self.google = google
        super().__init__(*args)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.google.sign_in_trouble:
            self.google.sign_in_trouble(self)
        elif self.path != "/token" or not form["grant_type"][0].endswith(":jwt-bearer"):
            self.say(404, {"error": "not_found"})
        elif fault := self.google.fault_in(form["assertion"][0]):
            self.say(400, {"error": "invalid_grant", "error_description": fault})
        else:
            self.say(200, {"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"})

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.google.asked.append({"path": unquote(address.path), **query})
        name = unquote(address.path.removeprefix("/v4/spreadsheets/"))
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            self.refuse(401)
        elif self.google.trouble:
            self.google.trouble(self)
        elif name not in self.google.spreadsheets or "fields" not in query:
            self.refuse(404)
        elif query["fields"].startswith("sheets.properties("):
            tabs = self.google.spreadsheets[name]["sheets"]
            first = {"sheetId": 0, "title": "Sheet1"}
            properties = [{"properties": tab.get("properties", first)} for tab in tabs]
            self.say(200, {"sheets": properties})
        else:
            self.say(200, self.google.spreadsheets[name])

    def refuse(self, status: int, name: str = "NO", message: str = "No.", **parts: Any) -> None:
        error = {"code": status, "message": message, "status": name, **parts}
        self.say(status, {"error": error})

    def say(self, status: int, document: Any) -> None:
        self.reply(status, json.dumps(document).encode(), JSON)

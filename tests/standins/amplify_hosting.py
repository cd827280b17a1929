"""Amplify's hosting: a branch's files by the app's rewrites and headers, behind its password."""

import json
import mimetypes
import re
import urllib.request
from fnmatch import fnmatchcase
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from tests.standins.answers import Answers


class App(Protocol):
    app: dict[str, Any]


class Hosted(Protocol):
    """``credentials`` as Amplify has them: user name and password in base64; empty without."""

    live: dict[str, bytes]
    credentials: str


class Hosting(Answers):
    def __init__(self, account: App, branch: Hosted, *args: Any) -> None:
        self.account, self.branch = account, branch
        super().__init__(*args)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if not self.admitted():
            self.reply(401, b"", {"WWW-Authenticate": 'Basic realm="Amplify"'})
            return
        if target := self.rewritten(path, "200"):
            self.pass_on(target)
            return
        name = f"{path}index.html".removeprefix("/") if path.endswith("/") else path[1:]
        if f"{name}/index.html" in self.branch.live:
            self.reply(301, b"", {"Location": f"{path}/"})
            return
        if name not in self.branch.live:
            name = self.rewritten(path, "404-200").removeprefix("/")
        body = self.branch.live.get(name)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {"Content-Type": kind} | self.custom(path)
        self.reply(200 if body is not None else 404, body or b"", headers)

    def admitted(self) -> bool:
        wanted = f"Basic {self.branch.credentials}"
        return not self.branch.credentials or self.headers.get("Authorization") == wanted

    def rewritten(self, path: str, status: str) -> str:
        for rule in self.account.app["customRules"]:
            source = str(rule["source"])
            pattern = source[2:-2] if source.startswith("</") else f"^{re.escape(source)}$"
            if rule["status"] == status and re.search(pattern, path):
                return str(rule["target"])
        return ""

    def pass_on(self, address: str) -> None:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 (loopback)
            headers = {"Content-Type": answer.headers["Content-Type"]}
            self.reply(answer.status, answer.read(), headers)

    def custom(self, path: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for row in json.loads(self.account.app["customHeaders"] or '{"customHeaders": []}')[
            "customHeaders"
        ]:
            if fnmatchcase(path, row["pattern"]):
                found |= {header["key"]: header["value"] for header in row["headers"]}
        return found

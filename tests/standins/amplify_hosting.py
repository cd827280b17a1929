"""Amplify's hosting: a branch's files by the app's rewrites and headers, behind its password."""

import json
import mimetypes
import re
from contextlib import closing
from fnmatch import fnmatchcase
from http.client import HTTPConnection
from typing import Any, Final, Protocol
from urllib.parse import unquote, urlsplit

from tests.standins.handler import QuietHandler

WILDCARD: Final = re.escape("<*>")
OF_ONE_CONNECTION: Final = {"host", "connection", "content-length", "transfer-encoding"}


class App(Protocol):
    app: dict[str, Any]


class Hosted(Protocol):
    """``credentials`` as Amplify has them: user name and password in base64; empty without."""

    live: dict[str, bytes]
    credentials: str


class Hosting(QuietHandler):
    def __init__(self, account: App, branch: Hosted, *args: Any) -> None:
        self.account, self.branch = account, branch
        super().__init__(*args)

    def do_POST(self) -> None:
        """A rewrite to elsewhere takes any method; what is stored can be read only."""
        if target := self.rewritten(urlsplit(self.path).path, "200"):
            self.pass_on(target)
        else:
            self.reply(405, b"", {})

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if not self.admitted():
            self.reply(401, b"", {"WWW-Authenticate": 'Basic realm="Amplify"'})
            return
        if self.moved(path):
            return
        target = self.rewritten(path, "200")
        if target and not target.startswith("/"):
            self.pass_on(target)
            return
        if target:
            path = target
        name = f"{path}index.html".removeprefix("/") if path.endswith("/") else path[1:]
        if f"{name}/index.html" in self.branch.live:
            self.reply(301, b"", {"Location": f"{path}/"})
            return
        status = 200
        if name not in self.branch.live:
            # https://github.com/aws-amplify/amplify-hosting/issues/725
            name, status = self.rewritten(path, "404-200").removeprefix("/"), 404
        body = self.branch.live.get(name)
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {"Content-Type": kind} | self.custom(path)
        self.reply(status if body is not None else 404, body or b"", headers)

    def moved(self, path: str) -> bool:
        """Whether a redirect was sent. Redirects go before files."""
        for status in ("301", "302"):
            if target := self.rewritten(path, status):
                self.reply(int(status), b"", {"Location": target})
                return True
        return False

    def admitted(self) -> bool:
        wanted = f"Basic {self.branch.credentials}"
        return not self.branch.credentials or self.headers.get("Authorization") == wanted

    def rewritten(self, path: str, status: str) -> str:
        for rule in self.account.app["customRules"]:
            source = unquote(str(rule["source"]))
            pattern = f"^{re.escape(source).replace(WILDCARD, '(.*)')}$"
            found = re.search(source[2:-2] if source.startswith("</") else pattern, path)
            if rule["status"] == status and found:
                return str(rule["target"]).replace("<*>", found[1] if "<*>" in source else "")
        return ""

    def pass_on(self, address: str) -> None:
        """To another host, by whose name it is asked; its reply comes back whatever it is."""
        target, query = urlsplit(address), urlsplit(self.path).query
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {k: v for k, v in self.headers.items() if k.lower() not in OF_ONE_CONNECTION}
        connection = HTTPConnection(target.netloc, timeout=60)
        path = f"{target.path}?{query}" if query else target.path
        with closing(connection):
            connection.request(self.command, path, body or None, headers)
            reply = connection.getresponse()
            back = {k: v for k, v in reply.getheaders() if k.lower() not in OF_ONE_CONNECTION}
            self.reply(reply.status, reply.read(), back)

    def custom(self, path: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for row in json.loads(self.account.app["customHeaders"] or '{"customHeaders": []}')[
            "customHeaders"
        ]:
            if fnmatchcase(path, row["pattern"]):
                found |= {header["key"]: header["value"] for header in row["headers"]}
        return found

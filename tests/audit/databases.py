"""OSV's and npm's databases, played: each knows of the vulnerabilities that it is given.

https://google.github.io/osv.dev/post-v1-query/
"""

import gzip
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

LODASH: Final = {
    "lodash": [
        {
            "id": 1065,
            "url": "https://github.com/advisories/GHSA-35jh-r3h4-6jhm",
            "title": "Command Injection in lodash",
            "severity": "high",
            "vulnerable_versions": "<4.17.21",
        }
    ]
}


def vulnerability(package: str, name: str, fixed: str) -> dict[str, Any]:
    events = [{"introduced": "0"}, {"fixed": fixed}]
    return {
        "id": name,
        "aliases": ["GHSA-" + name.lower()],
        "summary": f"Something is wrong with {package}",
        "details": f"Something is wrong with {package}.\nMore about it.",
        "modified": "2026-01-01T00:00:00Z",
        "published": "2026-01-01T00:00:00Z",
        "affected": [
            {
                "package": {"name": package, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": events}],
            }
        ],
    }


class Databases(ThreadingHTTPServer):
    """``status`` is what both respond with; ``delay`` is in seconds."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.osv = {"jinja2": [vulnerability("jinja2", "CVE-2014-1402", "2.7.2")]}
        self.npm: dict[str, Any] = dict(LODASH)
        self.status = 200
        self.delay = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Databases

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        asked = json.loads(body)
        time.sleep(self.server.delay)
        if self.path == "/v1/query":
            found = self.server.osv.get(asked["package"]["name"])
            self.reply({"vulns": found} if found else {})
        else:
            self.reply({name: rows for name, rows in self.server.npm.items() if name in asked})

    def reply(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Databases]:
    with Databases() as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()

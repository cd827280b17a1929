"""The built site for a browser, and each of its pages without scripts.

``/plain/PATH`` is the document of PATH with the same bytes, which neither loads nor runs a script.
"""

import gzip
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from tests.services.server import HOST
from tests.standins.handler import QuietHandler

PLAIN: Final = "/plain"
COMPRESSED: Final = {".html", ".js", ".css", ".svg"}
INERT: Final = {
    "<script>": '<script type="x">',
    'type="module"': 'type="nodule"',
    'rel="modulepreload"': 'rel="nodulepreload"',
}


@contextmanager
def hosted(dist: Path) -> Iterator[str]:
    """The address of what is in ``dist``. To a browser it is another site than 127.0.0.1."""
    server = ThreadingHTTPServer((HOST, 0), partial(Files, dist))
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Files(QuietHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, dist: Path, *words: Any) -> None:
        self.dist = dist
        super().__init__(*words)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = file_of(self.dist, path.removeprefix(PLAIN))
        if not file.is_file():
            self.reply(404, b"", {})
            return
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        coding = {"Content-Encoding": "gzip"} if file.suffix in COMPRESSED else {}
        body = body_of(file, plain=path.startswith(f"{PLAIN}/"))
        self.reply(200, body, {"Content-Type": kind, **coding})


def file_of(dist: Path, path: str) -> Path:
    found = dist / path.strip("/")
    return found / "index.html" if found.is_dir() else found


@cache
def body_of(file: Path, *, plain: bool) -> bytes:
    body = inert(file.read_text()).encode() if plain else file.read_bytes()
    return gzip.compress(body) if file.suffix in COMPRESSED else body


def inert(document: str) -> str:
    """With words that no browser knows where a script would be loaded or run."""
    for word, other in INERT.items():
        document = document.replace(word, other)
    return document

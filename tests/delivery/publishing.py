"""What the API says of what is published, and the pages that a site would render of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from delivery.site.prerender import RENDERED
from tests.standins.handler import QuietHandler

HOME, OLD, NEW = "<h1>Home</h1>", "<h1>Old news</h1>", "<h1>New</h1>"


@dataclass
class Published:
    """``pages`` by path. The API is at ``address``."""

    content: int = 1
    moved: list[dict[str, Any]] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=lambda: {"/": HOME, "/old/": OLD})
    rendered: int = 0
    asked: int = 0
    address: str = ""

    def render(self, dist: Path, *words: object) -> str:
        """As scripts/prerender.js does it, whose own tests are in test_prerender."""
        self.rendered += 1
        for file in dist.rglob("index.html"):
            file.unlink()
        for path, html in self.pages.items():
            (file := dist / path.strip("/") / "index.html").parent.mkdir(exist_ok=True)
            file.write_text(html)
        (dist / RENDERED).parent.mkdir(exist_ok=True)
        (dist / RENDERED).write_text(json.dumps(self.pages))
        return f"{len(self.pages)} pages"


@contextmanager
def publishing() -> Iterator[Published]:
    found = Published()

    class Api(QuietHandler):
        def do_GET(self) -> None:
            found.asked += 1
            body = json.dumps({"content": found.content, "moved": found.moved})
            self.reply(200, body.encode(), {})

    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    found.address = f"http://127.0.0.1:{server.server_port}/api"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()

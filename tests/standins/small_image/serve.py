"""What serves at the port of its one argument, until SIGTERM."""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import users  # type: ignore[import-not-found]  # it is beside this file in an image

SAYS = json.loads(Path("says.json").read_text())
HEALTH = SAYS.get("health", json.dumps({"version": os.environ["APP_VERSION"]}))
BODIES = {
    "/health/": HEALTH,
    "/livez/": "",
    "/readyz/": "",
    "/api/pages/?path=/": "{}",
    "/admin/login/": '<link href="/static/admin.css">',
    "/static/admin.css": "",
}


class Visit(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path in BODIES else 404)
        self.send_header("Access-Control-Allow-Origin", os.environ["FRONTEND_URL"])
        self.send_header("Access-Control-Allow-Credentials", "true")
        self.end_headers()
        self.wfile.write(BODIES.get(self.path, "").encode())


if "dies" in SAYS:
    print("\n".join(f"line {number}" for number in range(30)), flush=True)
    sys.exit(SAYS["dies"])
if not users.signs_in():
    sys.exit("password authentication failed")
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Visit).serve_forever()

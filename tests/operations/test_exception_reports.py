"""What Sentry is told: the real library sends to a server of the test, which keeps all of it."""

import gzip
import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any

import pytest

from tests import commands
from tests.running_site import RunningSite

WITHIN = 60  # A report that does not come fails then. It is no statement about speed.
EMAIL, PASSWORD, COOKIE = "dean@visitor.example", "hunter2-planted", "cookie-planted"
QUERY, ANSWER, ADDRESS = "query-planted", "form-answer-planted", "203.0.113.77"
PLANTED = (EMAIL, PASSWORD, COOKIE, QUERY, ANSWER, ADDRESS, "browser-planted", "slug-planted")
# Settings whose last name is that of production's, with addresses that fail.
SETTINGS = "from core.settings.prod import *\nROOT_URLCONF = 'planted.urls'\n"
URLS = """
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from api.urls import api
from core.urls import *

def fails(request, name):
    email, answer = request.POST["email"], dict(request.POST)
    try:
        raise KeyError(email)
    except KeyError as error:
        raise LookupError(f"{email} {answer} {request.META} {request.COOKIES}") from error

def fails_in_api(request, name):
    try:
        return fails(request, name)
    except LookupError as error:
        return api.on_exception(request, error)

urlpatterns = [
    path("fails/<slug:name>/", csrf_exempt(fails)),
    path("api/fails/<slug:name>/", csrf_exempt(fails_in_api)),
    *urlpatterns,
]
"""


class Sentry:
    """Keeps the requests that it gets. While ``open`` is not set, it lets them wait."""

    def __init__(self, server: ThreadingHTTPServer, open: Event) -> None:
        self.requests: SimpleQueue[tuple[str, bytes]] = SimpleQueue()
        self.open = open
        self.dsn = f"http://0123abcd@127.0.0.1:{server.server_port}/2"

    def report(self) -> dict[str, Any]:
        """The event of the next envelope, which has nothing else and nothing that was planted."""
        headers, body = self.requests.get(timeout=WITHIN)
        for planted in PLANTED:
            assert planted not in headers
            assert planted.encode() not in body
        _, kind, event = (json.loads(line) for line in body.splitlines())
        assert kind["type"] == "event"
        return dict(event)


@pytest.fixture
def sentry() -> Iterator[Sentry]:
    with serving() as started:
        yield started


@contextmanager
def serving() -> Iterator[Sentry]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Encoding"] == "gzip":
                body = gzip.decompress(body)
            kept.requests.put((str(self.headers), body))
            kept.open.wait(WITHIN)
            self.send_error(500)

        def log_message(self, *arguments: object) -> None:
            """Nothing: the tests read what came."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept = Sentry(server, Event())
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield kept
    finally:
        kept.open.set()
        server.shutdown()
        thread.join()
        server.server_close()


def production(folder: Path, dsn: str) -> dict[str, str]:
    database = {"DB_ENGINE": "django.db.backends.sqlite3", "LOCAL_DATA_DIR": str(folder)}
    return commands.environment(
        "prod",
        commands.PRODUCTION,
        commands.NO_DATABASE,
        database,
        {"SENTRY_DSN": dsn, "STAGE": "production", "DJANGO_ALLOWED_HOSTS": "127.0.0.1"},
    )


def visit(site: RunningSite, path: str, body: bytes | None = None) -> int:
    request = urllib.request.Request(  # noqa: S310 (loopback)
        f"{site.url}{path}?q={QUERY}",
        body,
        {
            "Cookie": f"sessionid={COOKIE}",
            "Authorization": f"Bearer {PASSWORD}",
            "User-Agent": "browser-planted",
            "X-Forwarded-For": f"{ADDRESS}, 64.252.64.1",
            "X-Amzn-Trace-Id": "Root=1-6789-abc",
        },
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=WITHIN)  # noqa: S310 (loopback)
    with refused.value as response:
        return response.code


@pytest.mark.processes
def test_a_request_that_fails_is_reported_without_whose_it_was_and_does_not_wait(
    sentry: Sentry, tmp_path: Path
) -> None:
    planted = tmp_path / "planted"
    planted.mkdir()
    (planted / "prod.py").write_text(SETTINGS)
    (planted / "urls.py").write_text(URLS)
    environ = production(tmp_path, sentry.dsn)
    environ |= {"DJANGO_SETTINGS_MODULE": "planted.prod", "PYTHONPATH": str(tmp_path)}
    form = {"email": EMAIL, "password": PASSWORD, "answer": ANSWER}
    body = urllib.parse.urlencode(form).encode()
    with RunningSite(environ) as site:
        # Sentry holds the first report back, so neither response waited for it.
        assert visit(site, "/fails/slug-planted/", body) == 500
        first = sentry.report()
        assert visit(site, "/api/fails/slug-planted/", body) == 500
        sentry.open.set()
        second = sentry.report()
    check(first, "django.request", "fails/<slug:name>/")
    check(second, "api.urls", "api/fails/<slug:name>/")


def check(event: dict[str, Any], logger: str, route: str) -> None:
    """The whole of it."""
    values = event.pop("exception")["values"]
    frames = [value.pop("stacktrace")["frames"] for value in values]
    assert event.pop("event_id")
    assert event.pop("timestamp")
    assert event == {
        "platform": "python",
        "level": "error",
        "logger": logger,
        "environment": "production",
        "release": commands.PRODUCTION["APP_VERSION"],
        "transaction": route,
        "tags": {"request_id": "1-6789-abc"},
    }
    assert [value["type"] for value in values] == ["KeyError", "LookupError"]
    assert all(value.keys() == {"type", "module", "mechanism"} for value in values)
    last = frames[-1][-1]
    assert (last["module"], last["function"]) == ("planted.urls", "fails")
    assert last["context_line"].strip().startswith("raise LookupError(")
    assert not {"vars", "abs_path"} & {name for trace in frames for one in trace for name in one}


@pytest.mark.processes
def test_what_ends_a_command_is_reported_without_its_words(sentry: Sentry, tmp_path: Path) -> None:
    sentry.open.set()
    environ = production(tmp_path, sentry.dsn)
    fails = f"email = {EMAIL!r}\nraise LookupError(email)"
    finished = commands.run(environ, "shell", "--no-imports", "-c", fails)
    assert finished.returncode == 1
    assert finished.stdout.rstrip().endswith(f"LookupError: {EMAIL}")  # and nothing of Sentry's
    (value,) = sentry.report()["exception"]["values"]
    assert (value["type"], value["mechanism"]["handled"]) == ("LookupError", False)


LOADED = """
import sys
import core.wsgi, core.urls, api.urls, operations.scheduler
print([name for name in sys.modules if name.startswith("sentry_sdk")])
"""


@pytest.mark.processes
@pytest.mark.parametrize(("settings", "dsn"), [("prod", ""), ("preview", "http://k@127.0.0.1:9/1")])
def test_nothing_imports_the_library_where_nothing_is_reported(
    settings: str, dsn: str, tmp_path: Path
) -> None:
    environ = production(tmp_path, dsn) | {"DJANGO_SETTINGS_MODULE": f"core.settings.{settings}"}
    finished = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=commands.BACKEND,
        env=environ,
        capture_output=True,
        text=True,
        timeout=commands.WITHIN,
        check=True,
    )
    assert finished.stdout == "[]\n"

"""What staff, operators and the machine do to the site while visitors read it."""

import importlib.util
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import psutil
import psycopg2
from PIL import Image

from tests import commands
from tests.running_site import RunningSite
from tests.services.errors import ServiceError
from tests.services.nginx import READY, NginxServer
from tests.soak.site import Site

HOME: Final = "/api/pages/?path=/"
ROOM: Final = 4096  # bytes that a file may have on a disk that is as good as full
STAFF: Final = {"username": "soak", "password": "only-for-the-soak"}
MAKE_STAFF: Final = """
from django.contrib.auth import get_user_model
get_user_model().objects.create_superuser({username!r}, "soak@example.org", {password!r})
"""
# The title and the body say the same number. It ends when its input does.
PUBLISH: Final = """
import select, sys
from content.models import HomePage
number = 0
while not select.select([sys.stdin], [], [], 1.0)[0]:
    number += 1
    home = HomePage.objects.get()
    home.title = f"Edition {number}"
    home.body = [("rich_text", f"<p>Edition {number}</p>")]
    home.save_revision().publish()
    print(number, flush=True)
"""
SWITCHED: Final = """
pid nginx.pid;
error_log stderr;
events {{ worker_connections 512; }}
http {{
  js_import chosen from chosen.js;
  js_set $backend chosen.backend;
  access_log off;
  server {{
    listen 127.0.0.1:{{port}};
    location = {ready} {{ return 204; }}
    location / {{
      proxy_pass http://$backend;
      proxy_set_header Host $http_host;
      proxy_next_upstream off;
    }}
  }}
}}
"""
SWITCH: Final = """
import fs from 'fs';
export default {{backend: () => fs.readFileSync('{chosen}', 'utf8')}};
"""


@contextmanager
def publishing(site: Site) -> Iterator[None]:
    """A publication every second, by a process of its own."""
    words = ("shell", "-v0", "--no-imports", "-c", PUBLISH)
    with subprocess.Popen(
        commands.command(*words),
        env=site.gunicorn.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "1":
            raise RuntimeError("Nothing could be published.")
        yield
        process.communicate("\n", timeout=60)


def is_whole(body: bytes) -> bool:
    """Whether title and body of the home page are of one edition, if it has one."""
    page = json.loads(body)
    title = page["title"]
    return not title.startswith("Edition ") or f"<p>{title}</p>" in json.dumps(page["body"])


@contextmanager
def all_connections(site: Site) -> Iterator[int]:
    """Take every connection that PostgreSQL gives to ordinary roles; how many were left."""
    taken: list[Any] = []
    try:
        while True:
            try:
                taken.append(psycopg2.connect(site.postgres.owner.dsn(), connect_timeout=10))
            except psycopg2.OperationalError:
                break
        yield len(taken)
    finally:
        for connection in taken:
            connection.close()


@contextmanager
def full_disk(site: Site) -> Iterator[None]:
    """No process of the site may write more than ROOM bytes into a file, as on a full disk."""
    before = {one: one.rlimit(psutil.RLIMIT_FSIZE) for one in site.gunicorn.processes()}
    for one, (_, hard) in before.items():
        one.rlimit(psutil.RLIMIT_FSIZE, (ROOM, hard))
    try:
        yield
    finally:
        for one, limits in before.items():
            if one.is_running():
                one.rlimit(psutil.RLIMIT_FSIZE, limits)


class Staff:
    """Somebody who has signed in and uploads pictures."""

    def __init__(self, site: Site, folder: Path) -> None:
        words = MAKE_STAFF.format(**STAFF)
        finished = commands.run(site.gunicorn.environment or {}, "shell", "-v0", "-c", words)
        if finished.returncode:
            raise RuntimeError(finished.stdout)
        self.client = httpx.Client(base_url=site.gunicorn.url, timeout=60, follow_redirects=True)
        self.client.get("/admin/login/")
        self.client.post("/admin/login/", data={**STAFF, **self.token()})
        self.picture = folder / "picture.png"
        Image.effect_noise((900, 900), 90).save(self.picture)

    def token(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.client.cookies["csrftoken"]}

    def upload(self) -> bool:
        """Whether the site says that it has the picture."""
        with self.picture.open("rb") as file:
            response = self.client.post(
                "/admin/images/multiple/add/",
                data={"title": "Noise", **self.token()},
                files={"files[]": ("noise.png", file, "image/png")},
                headers={"X-Requested-With": "XMLHttpRequest"},
            )
        return response.status_code == 200 and bool(response.json().get("success"))


class Clock:
    """The site's clock, through a file that libfaketime reads again each second."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.set(timedelta())
        package = importlib.util.find_spec("libfaketime")  # for Linux
        if package is None or not package.origin:
            raise ServiceError("No libfaketime package: run `make test`, which installs it.")
        library = Path(package.origin).parent / "vendor/libfaketime/src/libfaketime.so.1"
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": "1",
            "DONT_FAKE_MONOTONIC": "1",  # a jump of the clock is none of the time since the start
        }

    def set(self, ahead: timedelta) -> None:
        seconds = ahead.total_seconds()
        self.file.with_suffix(".new").write_text(f"{seconds:+.0f}\n")
        self.file.with_suffix(".new").rename(self.file)


class Balancer(NginxServer):
    """A load balancer in front of one backend, which can be changed."""

    def __init__(self, folder: Path, first: RunningSite) -> None:
        self.chosen = folder / "backend"
        self.choose(first)
        conf = SWITCHED.format(ready=READY)
        super().__init__({"nginx.conf": conf, "chosen.js": SWITCH.format(chosen=self.chosen)})

    def choose(self, site: RunningSite) -> None:
        self.chosen.with_suffix(".new").write_text(f"{site.host}:{site.port}")
        self.chosen.with_suffix(".new").rename(self.chosen)


def end_gracefully(site: RunningSite) -> None:
    """As ECS ends a task that gets no new requests."""
    master = site.processes()[0]
    master.terminate()
    master.wait(timeout=60)

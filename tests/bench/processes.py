"""CPU of whole processes: Gunicorn's workers, the bootstrap, a preview's database."""

import gzip
import re
import resource
from collections.abc import Mapping
from http.client import HTTPConnection
from statistics import median
from time import perf_counter
from typing import Final

from tests import commands, prepared
from tests.bench.asked import cpu_seconds
from tests.bench.environment import ROOT
from tests.databases import create, database
from tests.running_site import RunningSite
from tests.services.postgres import PostgresServer

REQUESTS: Final = 300  # in one round, on six connections
CONNECTIONS: Final = 6
FOUR: Final = (
    ("shell", "--no-imports", "-c", "from django.db import connection; connection.cursor()"),
    ("migrate", "--noinput"),
    ("createsuperuser", "--noinput"),  # exits 1 where there is one, after the same work
    ("collectstatic", "--noinput"),
)
INITIAL: Final = re.compile(r'<(?:script|link)[^>]*(?:src|href)="(/assets/[^"]+\.js)"')
INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def served(
    environ: Mapping[str, str], paths: Mapping[str, str], rounds: int
) -> dict[str, list[float]]:
    """CPU seconds of Gunicorn's three workers for one request, by the name of its path."""
    seconds: dict[str, list[float]] = {name: [] for name in paths}
    with RunningSite(dict(environ)) as site:
        for number in range(rounds + 1):
            for name, path in paths.items():
                began = of_workers(site)
                ask(site.host, site.port, path)
                if number:
                    seconds[name].append((of_workers(site) - began) / REQUESTS)
    return seconds


def of_workers(site: RunningSite) -> float:
    return sum(cpu_seconds(child.pid) for child in site.processes()[1:])


def ask(host: str, port: int, path: str) -> None:
    connections = [HTTPConnection(host, port, timeout=60) for _ in range(CONNECTIONS)]
    for number in range(REQUESTS):
        connection = connections[number % CONNECTIONS]
        connection.request("GET", path)
        connection.getresponse().read()
    for connection in connections:
        connection.close()


def bootstrap_vs_four(environ: Mapping[str, str], rounds: int) -> float:
    """With nothing to do: one process, against its steps as four."""
    commands.run(environ, "bootstrap")
    ratios = []
    for _ in range(rounds):
        one = of_children(environ, ("bootstrap",))
        four = sum(of_children(environ, words) for words in FOUR)
        ratios.append(one / four)
    return median(ratios)


def of_children(environ: Mapping[str, str], words: tuple[str, ...]) -> float:
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    commands.run(environ, *words)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime - began.ru_utime + ended.ru_stime - began.ru_stime


def preview_database(rounds: int) -> float:
    """Copying a migrated template against migrating an empty database, in seconds of a clock."""
    with prepared.migrated() as kept, PostgresServer(kept / "data") as server:
        copies = []
        for number in range(rounds):
            began = perf_counter()
            create(server, f"copy_{number}", template=prepared.MIGRATED)
            copies.append(perf_counter() - began)
        with database(server) as login:
            environ = commands.environment("ci", prepared.POSTGRESQL, login.environment)
            began = perf_counter()
            commands.run(environ, "migrate", "-v0")
            return median(copies) / (perf_counter() - began)


def initial_kilobytes() -> float:
    """JavaScript that index.html asks for, with what is in it, each compressed by gzip."""
    index = (ROOT / "frontend/dist/index.html").read_text()
    files = [(ROOT / f"frontend/dist{name}").read_bytes() for name in set(INITIAL.findall(index))]
    inline = [text.encode() for text in INLINE.findall(index)]
    return sum(len(gzip.compress(body)) for body in files + inline) / 1000

"""How long a visitor waits for a cached page, alone and beside others; it fails at nothing.

    python -m tests.server.figures [--worker-class gthread]

starts the site with three workers, on PostgreSQL and without Redis.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from statistics import median, quantiles
from threading import Event, Thread
from typing import Final

from tests import commands, prepared
from tests.databases import database
from tests.running_site import RunningSite
from tests.server.crowd import PATHS, Address, crowd, visit
from tests.services.postgres import PostgresServer

VISITS: Final = 200
CONNECTIONS: Final = 60
PATIENCE: Final = 20.0  # seconds
words = count()


def main() -> None:
    with running(arguments().worker_class) as site:
        address = site.host, site.port
        for path in PATHS:
            visit(address, path)
        show("alone", address)
        with crowd(address):
            show("beside 500 silent, 200 dripping and 2,000 idle connections", address)
        with load(address, lambda: "/api/search/?q=robot"):
            show(f"beside {CONNECTIONS} connections of one search", address)
        with load(address, lambda: f"/api/search/?q=robot+{next(words)}"):
            show(f"beside {CONNECTIONS} connections, each search another", address)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.server.figures", description=__doc__)
    parser.add_argument("--worker-class", default="", help="gthread: the one that Gunicorn brings")
    return parser.parse_args()


@contextmanager
def running(worker_class: str) -> Iterator[RunningSite]:
    with ExitStack() as stack:
        kept = stack.enter_context(prepared.seeded())
        server = stack.enter_context(PostgresServer(kept / "data"))
        login = stack.enter_context(database(server, template=prepared.SEEDED))
        local = {"LOCAL_DATA_DIR": str(kept / "files")}
        environ = commands.environment("dev", prepared.POSTGRESQL, login.environment, local)
        if worker_class:
            environ["GUNICORN_CMD_ARGS"] = f"--worker-class={worker_class}"
        yield stack.enter_context(RunningSite(environ))


@contextmanager
def load(address: Address, path_of: Callable[[], str]) -> Iterator[None]:
    """Visitors who ask again as soon as they have a response."""
    over = Event()

    def ask() -> None:
        while not over.is_set():
            visit(address, path_of(), timeout=PATIENCE)

    threads = [Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def show(title: str, address: Address) -> None:
    say(title)
    for path in PATHS:
        visits = list(visits_to(address, path))
        waits = sorted(wait for _, wait in visits)
        late = sum(status != 200 for status, _ in visits)
        slowest = quantiles(waits, n=100)[98]
        say(f"  {path:24} {median(waits):8.1f} ms, p99 {slowest:8.1f} ms, not served {late}")


def visits_to(address: Address, path: str) -> Iterator[tuple[int, float]]:
    """As many as are wanted, or as the patience is long enough for; two at least."""
    end = time.monotonic() + PATIENCE
    for number in range(VISITS):
        if number < 2 or time.monotonic() < end:
            yield visit(address, path, timeout=PATIENCE)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""How long a visitor waits for a cached page, alone and beside others; it fails at nothing.

    python -m tests.server.figures [--worker-class gthread]

starts the site with three workers, on PostgreSQL and without Redis.
"""

import argparse
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from multiprocessing.synchronize import Event
from statistics import median, quantiles
from threading import Thread
from typing import Final

from tests import commands, prepared
from tests.databases import database
from tests.running_site import RunningSite
from tests.server.crowd import PATHS, Address, crowd, visit
from tests.services.postgres import PostgresServer

VISITS: Final = 200
CONNECTIONS: Final = 60
PATIENCE: Final = 20.0  # seconds
SEARCH: Final = "/api/search/?q=robot"
ALONE: Final[dict[str, float]] = {}  # medians, by path
SPAWN: Final = multiprocessing.get_context("spawn")


def main() -> None:
    with running(arguments().worker_class) as site:
        address = site.host, site.port
        for path in PATHS:
            visit(address, path)
        show("alone", address)
        with crowd(address):
            show("beside 500 silent, 200 dripping and 2,000 idle connections", address)
        with load(address, SEARCH, is_new=False):
            show(f"beside {CONNECTIONS} connections of one search", address)
        with load(address, SEARCH, is_new=True):
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
def load(address: Address, search: str, *, is_new: bool) -> Iterator[None]:
    """Visitors who search again as soon as they have a response. Their process is another's."""
    over = SPAWN.Event()
    process = SPAWN.Process(target=ask_together, args=(address, search, is_new, over))
    process.start()
    try:
        yield
    finally:
        over.set()
        process.join()


def ask_together(address: Address, search: str, is_new: bool, over: Event) -> None:
    numbers = count()

    def ask() -> None:
        while not over.is_set():
            path = f"{search}+{next(numbers)}" if is_new else search
            visit(address, path, timeout=PATIENCE)

    threads = [Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def show(title: str, address: Address) -> None:
    say(f"{title} (load {os.getloadavg()[0]:.0f})")
    for path in PATHS:
        visits = list(visits_to(address, path))
        waits = sorted(wait for _, wait in visits)
        refused = sum(status != 200 for status, _ in visits)
        times = median(waits) / ALONE.setdefault(path, median(waits))
        slowest = quantiles(waits, n=100)[98]
        say(
            f"  {path:20}{median(waits):9.1f} ms, {times:7.1f} x alone, p99 {slowest:8.1f} ms,"
            f" not served {refused}"
        )


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

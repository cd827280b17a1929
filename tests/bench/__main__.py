"""Measure, print, write build/bench.json; exit 1 where a bar is not met."""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.bench import cold, packages, place, table, warm
from tests.bench.bars import cold_figures, missed, warm_figures
from tests.bench.contenders import CONTENDERS
from tests.databases import database
from tests.services.postgres import PostgresServer

RESULT: Final = place.ROOT / "build" / "bench.json"
TITLES: Final = {name: contender.title for name, contender in CONTENDERS.items()}
ORM_REQUESTS: Final = 200


def main() -> int:
    options = arguments()
    say("Environment: ready" if not place.install() else "Environment: installed")
    if not options.reuse or not all(archive.exists() for archive in packages.ARCHIVES.values()):
        say("Packages: building this project's and stock Zappa's")
        packages.build()
    with tempfile.TemporaryDirectory(prefix="itg-bench-") as folder:
        figures = measure(Path(folder), options.rounds, options.starts)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    show(table.bars(figures))
    faults = missed(figures)
    for fault in faults:
        say(fault)
    return 1 if faults else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100, help="of warm requests (100)")
    parser.add_argument("--starts", type=int, default=15, help="of each package (15)")
    parser.add_argument("--reuse", action="store_true", help="the packages built last time")
    return parser.parse_args()


def measure(folder: Path, rounds: int, starts: int) -> dict[str, float]:
    say(f"Load {os.getloadavg()[0]:.1f}. Databases: migrating and seeding")
    place.seed(place.SQLITE, folder)
    environ = place.preview(place.SQLITE, folder)
    connections = count_connections(folder)
    say(f"Load {os.getloadavg()[0]:.1f}. Warm requests: {rounds} rounds")
    seconds = warm.measure(environ, place.home_page(), rounds, folder)
    show(table.warm(TITLES, seconds, connections))
    say(f"Load {os.getloadavg()[0]:.1f}. Cold starts: {starts} of each package")
    unzipped = packages.unzip_all(folder)
    ready, responded = cold.measure(unzipped, environ, place.home_page(), starts)
    sizes = {name: package.megabytes for name, package in unzipped.items()}
    show(table.cold(sizes, ready, responded))
    return {
        **warm_figures(seconds),
        **cold_figures(ready, responded),
        "package_mb": sizes["this"],
        "db_connections": connections["handler_observed"],
    }


def count_connections(folder: Path) -> dict[str, int]:
    """On PostgreSQL, where a connection is a process of the server's."""
    with PostgresServer() as server, database(server) as login:
        place.seed(login.environment | {"DB_ENGINE": "django.db.backends.postgresql"}, folder)
        environ = place.preview(login.environment, folder)
        return warm.connections(environ, place.search(), ORM_REQUESTS, folder)


def show(text: str) -> None:
    sys.stdout.write(f"{text}\n\n")
    sys.stdout.flush()


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())

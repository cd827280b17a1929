"""Measure, print, write build/bench.json; exit 1 where a bar is not met."""

import argparse
import json
import math
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests import commands
from tests.bench import (
    cold,
    environment,
    image,
    packages,
    picture,
    processes,
    requests,
    static_files,
    table,
    visits,
    warm,
)
from tests.bench.bars import cold_figures, missed, ratio, warm_figures
from tests.bench.contenders import CONTENDERS
from tests.databases import database
from tests.services.postgres import PostgresServer

RESULT: Final = environment.ROOT / "build" / "bench.json"
PICTURE: Final = environment.ROOT / "docs" / "performance.svg"
SAME_VIEW: Final = ("wsgi", "handler", "apig_wsgi")
SUPERUSER: Final = {
    "DJANGO_SUPERUSER_USERNAME": "bench",
    "DJANGO_SUPERUSER_PASSWORD": "only-for-the-bench",
    "DJANGO_SUPERUSER_EMAIL": "bench@example.org",
}
TITLES: Final = {name: contender.title for name, contender in CONTENDERS.items()}
ORM_REQUESTS: Final = 200


def main() -> int:
    options = arguments()
    say("Environment: ready" if not environment.install() else "Environment: installed")
    if not options.reuse or not all(archive.exists() for archive in packages.ARCHIVES.values()):
        say("Packages: building this project's and stock Zappa's")
        packages.build()
    with tempfile.TemporaryDirectory(prefix="itg-bench-") as folder:
        figures, details = measure(Path(folder), options.rounds, options.starts)
    RESULT.write_text(json.dumps(figures, indent=2) + "\n")
    PICTURE.write_text(picture.render(figures))
    for text in (table.bars(figures), *details):
        show(text)
    faults = missed(figures)
    for fault in faults:
        say(fault)
    return 1 if faults else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--rounds", type=int, default=300, help="of warm requests (300); of what takes longer fewer"
    )
    parser.add_argument("--starts", type=int, default=15, help="of each package (15)")
    parser.add_argument("--reuse", action="store_true", help="the packages built last time")
    return parser.parse_args()


def measure(folder: Path, rounds: int, starts: int) -> tuple[dict[str, float], list[str]]:
    """The figures, and tables of what some of them are made of."""
    of_lambda, details = of_function(folder, rounds, starts)
    figures = {
        **of_lambda,
        **of_requests(folder, max(3, rounds // 3)),
        **of_processes(folder, max(3, rounds // 60)),
        **of_image(),
        **of_visits(folder, max(3, rounds // 60)),
    }
    return figures, details


def of_function(folder: Path, rounds: int, starts: int) -> tuple[dict[str, float], list[str]]:
    stage("Databases: migrating and seeding")
    environment.seed(environment.SQLITE, folder)
    environ = environment.preview(environment.SQLITE, folder)
    connections = count_connections(folder)
    stage(f"Warm requests: {rounds} rounds")
    page = warm.measure(environ, environment.home_page(), rounds, folder, list(CONTENDERS))
    constant = warm.measure(environ, environment.constant(), rounds, folder, SAME_VIEW)
    stage(f"Cold starts: {starts} of each package")
    unzipped = packages.unzip_all(folder)
    ready, responded = cold.measure(unzipped, environ, environment.home_page(), starts)
    sizes = {name: package.megabytes for name, package in unzipped.items()}
    figures = {
        **warm_figures(page, constant),
        **cold_figures(ready, responded),
        "package_mb": sizes["this"],
        "db_connections": connections["handler_observed"],
    }
    tables = [table.warm(TITLES, page, connections), table.cold(sizes, ready, responded)]
    return figures, tables


def of_requests(folder: Path, rounds: int) -> dict[str, float]:
    stage("Requests in process: filling databases with up to 20,000 rows")
    with requests.sites(folder) as asked:
        stage(f"Requests in process: {rounds} rounds")
        figures = requests.measure(asked, rounds)
        stage("Requests through Gunicorn")
        seconds = processes.served(asked["large"].environ, requests.SERVED, max(3, rounds // 10))
    return figures | {"cached_served_vs_constant": ratio(seconds["cached"], seconds["constant"])}


def of_processes(folder: Path, rounds: int) -> dict[str, float]:
    stage("Processes: bootstrap, static files, a preview's database, the site's JavaScript")
    local = {"LOCAL_DATA_DIR": str(folder), **SUPERUSER}
    return {
        "bootstrap_vs_four": processes.bootstrap_vs_four(
            commands.environment("dev", environment.SQLITE, local), rounds
        ),
        "static_calls": static_files.static_calls(folder),
        "preview_database": processes.preview_database(rounds),
        "spa_initial_kb": processes.initial_kilobytes(),
    }


def of_image() -> dict[str, float]:
    """No number where no image can be built, so that the rest is measured there as well."""
    stage("Image: building it, and one of a single stage")
    try:
        return {"image_over_base": image.image_over_base()}
    except image.NoBuilder as fault:
        say(f"The image was not measured: {fault}")
        return {"image_over_base": math.nan}


def of_visits(folder: Path, rounds: int) -> dict[str, float]:
    """The largest paint of the slowest page, and of each."""
    stage("Visits: building and pre-rendering the site")
    with visits.site(folder) as site:
        stage(f"Visits: {rounds} rounds on a slow phone")
        paints = visits.lcp_ratios(site, rounds)
        return {
            "lcp_ratio": max(paints.values()),
            **{f"lcp_ratio_{name}": paint for name, paint in paints.items()},
            "sheet_task_ratio": visits.sheet_task_ratio(site, rounds),
        }


def count_connections(folder: Path) -> dict[str, int]:
    """On PostgreSQL, where a connection is a process of the server's."""
    with PostgresServer() as server, database(server) as login:
        environment.seed(login.environment | {"DB_ENGINE": "django.db.backends.postgresql"}, folder)
        environ = environment.preview(login.environment, folder)
        return warm.connections(environ, environment.search(), ORM_REQUESTS, folder)


def stage(words: str) -> None:
    say(f"Load {os.getloadavg()[0]:.1f}. {words}")


def show(text: str) -> None:
    sys.stdout.write(f"{text}\n\n")
    sys.stdout.flush()


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())

"""What happens to the site while visitors read it, and the rule that must hold.

A scenario takes the site and seconds, and gives its visits and the sentences of what broke a rule.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from tests.running_site import RunningSite
from tests.server.crowd import crowd
from tests.server.figures import SEARCH, load
from tests.soak.changes import (
    HOME,
    Balancer,
    Clock,
    Staff,
    all_connections,
    end_gracefully,
    full_disk,
    is_whole,
    publishing,
)
from tests.soak.site import Site
from tests.soak.visitors import Visits, visiting

CACHED: Final = ("/api/pages/?path=/", "/api/layout/")
NEW: Final = ("/api/search/?q=robot+{}",)
AT_ONCE: Final = 12
P99: Final = 10.0  # times the median
MEMORY: Final = 1.3  # times what it was
SEARCHING: Final = 3.0  # times what it was
BEFORE: Final = 0.2  # of the seconds: what comes before the fault
STARTING: Final = 3.0  # seconds until the process that searches has all its connections
EVERY: Final = 5.0  # seconds between two workers that are killed


@dataclass(frozen=True)
class Outcome:
    visits: Visits
    faults: list[str]


Scenario = Callable[[Site, float], Outcome]


def saturated(site: Site, seconds: float) -> Outcome:
    """Cached pages without a pause: no error, flat memory, p99 under ten times the median."""
    with visiting(site.gunicorn.host, site.gunicorn.port, CACHED, AT_ONCE) as visits:
        time.sleep(seconds * BEFORE)
        memory = resident(site)
        time.sleep(seconds * (1 - BEFORE))
        grown = resident(site) / memory
    middle, slow = visits.waits()
    return Outcome(
        visits,
        [
            *no_errors(visits),
            *over("Memory grew to {:.2f} times what it was.", grown, MEMORY),
            *over("p99 is {:.1f} times the median.", slow / middle, P99),
        ],
    )


def searched(site: Site, seconds: float) -> Outcome:
    """Searches that nobody asked before, at saturation: cached pages stay nearly as fast."""
    host, port = site.gunicorn.host, site.gunicorn.port
    with visiting(host, port, CACHED, 2) as quiet:
        time.sleep(seconds * BEFORE)
    with load((host, port), SEARCH, is_new=True):
        time.sleep(STARTING)
        with visiting(host, port, CACHED, 2) as visits:
            time.sleep(seconds * (1 - BEFORE))
    times = visits.waits()[1] / quiet.waits()[1]
    found = over("p99 of cached pages is {:.1f} times that without searches.", times, SEARCHING)
    return Outcome(visits, [*no_errors(visits), *found])


def slow_clients(site: Site, seconds: float) -> Outcome:
    """2,700 connections that are silent, slow or idle: visitors notice none of them."""
    address = site.gunicorn.host, site.gunicorn.port
    with crowd(address) as others, visiting(*address, CACHED, 4) as visits:
        for _ in moments(seconds, 1.0):
            others.drip()
    return Outcome(visits, no_errors(visits))


def redis_fails(site: Site, seconds: float) -> Outcome:
    """Redis killed, started again, and hung: nobody gets an error."""
    with visiting(site.gunicorn.host, site.gunicorn.port, CACHED, 4) as visits:
        time.sleep(seconds / 5)
        site.redis.kill()
        time.sleep(seconds / 5)
        site.redis.start()
        time.sleep(seconds / 5)
        site.redis.pause()
        time.sleep(seconds / 5)
        site.redis.resume()
        time.sleep(seconds / 5)
    return Outcome(visits, no_errors(visits))


def postgres_fails(site: Site, seconds: float) -> Outcome:
    """PostgreSQL killed and started again: cached pages stay, and searches work again."""
    host, port = site.gunicorn.host, site.gunicorn.port
    with visiting(host, port, CACHED, 4) as visits:
        time.sleep(seconds / 3)
        site.postgres.kill()
        time.sleep(seconds / 3)
        site.postgres.start()
        time.sleep(seconds / 3)
    with visiting(host, port, NEW, 1) as searches:
        time.sleep(2)
    return Outcome(visits, [*no_errors(visits), *some(searches)])


def workers_die(site: Site, seconds: float) -> Outcome:
    """A worker killed every five seconds: others serve, and a connection that broke is opened."""
    with visiting(site.gunicorn.host, site.gunicorn.port, CACHED, 4) as visits:
        for _ in moments(seconds, EVERY):
            workers = site.gunicorn.processes()[1:]
            if workers:
                workers[0].kill()
    return Outcome(visits, no_errors(visits))


def published(site: Site, seconds: float) -> Outcome:
    """A publication every second: no page mixes old and new content."""
    host, port = site.gunicorn.host, site.gunicorn.port
    with (
        visiting(host, port, (HOME,), 4, is_whole) as visits,
        publishing(site),
    ):
        time.sleep(seconds)
    mixed = [f"{visits.wrong} pages mix old and new content."] if visits.wrong else []
    return Outcome(visits, [*no_errors(visits), *mixed])


def no_connections(site: Site, seconds: float) -> Outcome:
    """PostgreSQL has no connection left: cached pages stay, and searches work again."""
    host, port = site.gunicorn.host, site.gunicorn.port
    with visiting(host, port, CACHED, 4) as visits:
        time.sleep(seconds / 3)
        with all_connections(site) as taken:
            time.sleep(seconds / 3)
        time.sleep(seconds / 3)
    with visiting(host, port, NEW, 1) as searches:
        time.sleep(2)
    none = [] if taken else ["No connection was free to be taken."]
    return Outcome(visits, [*no_errors(visits), *none, *some(searches)])


def disk_full(site: Site, seconds: float) -> Outcome:
    """An upload on a full disk fails and leaves nothing, visitors notice nothing; then it works."""
    host, port = site.gunicorn.host, site.gunicorn.port
    media = Path(site.environ["LOCAL_DATA_DIR"])
    staff = Staff(site, site.gunicorn.directory)
    with visiting(host, port, CACHED, 4) as visits:
        time.sleep(seconds / 3)
        before = files_below(media)
        with full_disk(site):
            told = staff.upload()
            time.sleep(seconds / 3)
        left = files_below(media) - before
        works = staff.upload()
        time.sleep(seconds / 3)
    faults = {
        "The site said that it had a picture that it could not write.": told,
        f"The upload that failed left {len(left)} files.": bool(left),
        "No picture could be uploaded afterwards.": not works,
    }
    return Outcome(visits, [*no_errors(visits), *(text for text, found in faults.items() if found)])


def clock_jumps(site: Site, seconds: float) -> Outcome:
    """The clock jumps an hour ahead, then an hour back: visitors notice nothing."""
    clock = Clock(site.gunicorn.directory)
    with RunningSite({**site.environ, **clock.environment}) as jumping:
        with visiting(jumping.host, jumping.port, CACHED, 4) as visits:
            for hours in (0, 1, 0):
                clock.set(timedelta(hours=hours))
                time.sleep(seconds / 3)
        with visiting(jumping.host, jumping.port, NEW, 1) as searches:
            time.sleep(2)
    return Outcome(visits, [*no_errors(visits), *some(searches)])


def deployed(site: Site, seconds: float) -> Outcome:
    """A new task takes over behind a load balancer, and the old one ends: no request is lost."""
    folder = site.gunicorn.directory
    with (
        Balancer(folder, site.gunicorn) as balancer,
        RunningSite(site.environ) as new,
        visiting(balancer.host, balancer.port, CACHED, 4) as visits,
    ):
        time.sleep(seconds / 3)
        balancer.choose(new)
        time.sleep(seconds / 3)
        end_gracefully(site.gunicorn)
        time.sleep(seconds / 3)
    return Outcome(visits, no_errors(visits))


SCENARIOS: Final[dict[str, Scenario]] = {
    "saturated": saturated,
    "searched": searched,
    "slow-clients": slow_clients,
    "redis": redis_fails,
    "postgres": postgres_fails,
    "workers": workers_die,
    "published": published,
    "connections": no_connections,
    "disk-full": disk_full,
    "clock": clock_jumps,
    "deployed": deployed,
}
WITH_REDIS: Final = frozenset({"redis"})


def moments(seconds: float, every: float) -> Iterator[float]:
    """One each so many seconds, while there are any left."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        yield left
        time.sleep(min(every, max(0.0, end - time.monotonic())))


def files_below(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def resident(site: Site) -> int:
    return sum(process.memory_info().rss for process in site.gunicorn.processes())


def no_errors(visits: Visits) -> list[str]:
    return [f"{visits.errors} requests failed."] if visits.errors or not visits.ended else []


def some(visits: Visits) -> list[str]:
    return [] if visits.waits()[0] else ["No search was served."]


def over(sentence: str, found: float, most: float) -> list[str]:
    return [sentence.format(found)] if not found <= most else []

"""CPU of requests in process: cached pages, unknown addresses, searches, lists, and their peers."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, Self

from tests import commands, prepared
from tests.bench.bars import ratio
from tests.bench.environment import ROOT
from tests.databases import database
from tests.services.postgres import PostgresServer

SMALL: Final = {"pages": 50, "projects": 50}  # 100 rows
LARGE: Final = {"pages": 5_000, "projects": 5_000}
FEW: Final = {"pages": 0, "projects": 200}
MANY: Final = {"pages": 0, "projects": 20_000}
CONSTANT: Final = "/api/bench/constant/"
PAGE: Final = "/api/pages/?path=/"
SAME: Final = {
    "constant": CONSTANT,
    "cached": PAGE,
    "cache_page": "/api/bench/cache_page/",
    "drf": "/api/bench/drf/",
    "not_found": "/api/pages/?path=/there-is-no-such-page/",
}
SERVED: Final = {"constant": CONSTANT, "cached": PAGE}
AT_ONCE: Final = 20  # requests in one round
# Requests before each round of the same address: what another view left in the processor's caches
# is no cost of this one.
UNMEASURED: Final = 5


class Asked:
    """A process with the site in it, on one database."""

    def __init__(self, environ: Mapping[str, str], log: Path) -> None:
        self.environ, self.log, self.number = environ, log, 0
        with log.open("wb") as file:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.asked"],
                cwd=ROOT,
                env=dict(environ),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )

    def ask(self, paths: Sequence[str], *, status: int = 200) -> dict[str, Any]:
        """Raises RuntimeError for a response of another status, and where the process ended."""
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        self.popen.stdin.write(json.dumps({"paths": list(paths)}) + "\n")
        self.popen.stdin.flush()
        line = self.popen.stdout.readline()
        found: dict[str, Any] = json.loads(line) if line else {}
        if found.get("statuses") != [status]:
            raise RuntimeError(f"{paths[0]} got {found}:\n{self.log.read_text()[-2000:]}")
        return found

    def never_asked(self, pattern: str, times: int) -> list[str]:
        """Paths that no earlier one is like, so that nothing has a response to them."""
        self.number += times
        return [pattern.format(blanks(self.number - n)) for n in range(times)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.popen.kill()
        self.popen.communicate()


def blanks(number: int) -> str:
    """That number in spaces and tabs: another address, and nothing else to look for."""
    return f"{number:b}".replace("0", "%20").replace("1", "%09")


@contextmanager
def sites(folder: Path) -> Iterator[dict[str, Asked]]:
    """The site on databases of several sizes, by their names."""
    with ExitStack() as stack:
        kept = stack.enter_context(prepared.seeded())
        server = stack.enter_context(PostgresServer(kept / "data"))
        asked = {}
        for name, sizes in {"small": SMALL, "large": LARGE, "few": FEW, "many": MANY}.items():
            login = stack.enter_context(database(server, template=prepared.SEEDED))
            environ = commands.environment(
                "dev",
                commands.PRODUCTION,
                prepared.POSTGRESQL,
                login.environment,
                {
                    "DJANGO_ALLOWED_HOSTS": "127.0.0.1",
                    "LOCAL_DATA_DIR": str(kept / "files"),
                    "PYTHONPATH": f"{ROOT / 'backend'}:{ROOT}",
                },
            )
            fill(environ, sizes)
            environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings.compared"
            asked[name] = stack.enter_context(Asked(environ, folder / f"{name}.log"))
        yield asked


def fill(environ: Mapping[str, str], sizes: Mapping[str, int]) -> None:
    words = [str(sizes["pages"]), str(sizes["projects"])]
    subprocess.run(
        [sys.executable, "-m", "tests.bench.filling", *words],
        cwd=ROOT,
        env=dict(environ),
        check=True,
        timeout=900,
    )


def measure(asked: Mapping[str, Asked], rounds: int) -> dict[str, float]:
    """The figures, each a median of ratios of samples that were taken one after another."""
    figures = same_again(asked["large"], rounds)
    figures |= searches(asked, rounds)
    figures["catalogue_growth"] = growth(
        *(asked["few"], asked["many"]), "/api/projects/?semester=fall-2010&q={}", rounds
    )
    return figures


def same_again(site: Asked, rounds: int) -> dict[str, float]:
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        for name, path in SAME.items():
            status = 404 if name == "not_found" else 200
            site.ask([path] * UNMEASURED, status=status)
            took = site.ask([path] * AT_ONCE, status=status)
            if number:
                seconds[name].append(took["own"])
    return {
        "cached_vs_constant": ratio(seconds["cached"], seconds["constant"]),
        "cached_vs_drf": ratio(seconds["cached"], seconds["drf"]),
        "cached_vs_cache_page": ratio(seconds["cached"], seconds["cache_page"]),
        "not_found_vs_constant": ratio(seconds["not_found"], seconds["constant"]),
    }


def searches(asked: Mapping[str, Asked], rounds: int) -> dict[str, float]:
    large, small = asked["large"], asked["small"]
    taken: tuple[list[float], ...] = ([], [], [])
    for number in range(rounds + 1):
        samples = (
            large.ask([CONSTANT] * AT_ONCE),
            large.ask(large.never_asked("/api/search/?q=w17{}", AT_ONCE)),
            small.ask(small.never_asked("/api/search/?q=w17{}", AT_ONCE)),
        )
        if number:
            for kept, sample in zip(taken, samples, strict=True):
                kept.append(sample["own"] + sample["database"])
    constant, selective, other = taken
    return {
        "search_vs_constant": ratio(selective, constant),
        "search_growth": ratio(selective, other),
    }


def growth(few: Asked, many: Asked, pattern: str, rounds: int) -> float:
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for site, kept in zip((few, many), taken, strict=True):
            sample = site.ask(site.never_asked(pattern, AT_ONCE))
            if number:
                kept.append(sample["own"] + sample["database"])
    return ratio(taken[1], taken[0])

"""What a side's code returns and a browser sees of it. The base's captures are kept."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tests.compare.accessibility import broken
from tests.compare.capture import capture
from tests.compare.pages import by_view
from tests.compare.sides import Side, SideSite
from tests.compare.views import View
from tests.services.chromium import Chromium
from tests.services.kept import ROOT
from tests.services.postgres import Login, PostgresServer

PROBES: Final = Path(__file__).parent / "probes"


@dataclass(frozen=True)
class Running:
    """A side on a database and files of its own."""

    side: Side
    environment: dict[str, str]
    chromium: Chromium
    now: datetime

    def facts(self, folder: Path) -> dict[str, Any]:
        """Also in ``folder/facts.json``."""
        self.side.run(self.environment, str(PROBES / "facts.py"), str(folder / "facts.json"))
        return Seen.facts_in(folder)

    def look(self, folder: Path, views: Sequence[View]) -> None:
        """Put what a browser sees of the views, and broken links, into ``folder``."""
        with SideSite(self.side, self.environment) as site:
            seen = capture(self.chromium, site.url, views, folder, self.now)
            lost = broken(by_view(seen), site.url)
        (folder / "captures.json").write_text(json.dumps(seen))
        (folder / "broken.json").write_text(json.dumps(sorted(lost)))


@dataclass(frozen=True)
class Pair:
    """Both sides, the base's sample with a server on a copy of it, and the folder of the report."""

    base: Side
    change: Side
    prepared: Path
    place: Path
    server: PostgresServer
    chromium: Chromium
    today: datetime

    def running(self, side: Side, login: Login, files: Path) -> Running:
        return Running(side, side.environment(login, files), self.chromium, self.today)


@dataclass(frozen=True)
class Seen:
    """All that is known of a side: what its code returns, what a browser sees, broken links."""

    facts: Mapping[str, Any]
    captures: list[dict[str, Any]]
    broken: set[str]

    @property
    def views(self) -> list[View]:
        return list(
            dict.fromkeys(View(one["name"], one["path"], one["act"]) for one in self.captures)
        )

    @staticmethod
    def facts_in(folder: Path) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads((folder / "facts.json").read_text())
        return facts

    @classmethod
    def read(cls, folder: Path) -> "Seen":
        return cls(cls.facts_in(folder), *read_captures(folder))


def read_captures(folder: Path) -> tuple[list[dict[str, Any]], set[str]]:
    """Captures with the whole paths of their pictures, and broken links."""
    captures = json.loads((folder / "captures.json").read_text())
    whole = [{**one, "picture": str(folder / one["picture"])} for one in captures]
    return whole, set(json.loads((folder / "broken.json").read_text()))


@contextmanager
def own_files(files: Path, place: Path) -> Iterator[Path]:
    """A copy of the sample's pictures, to which a side adds the sizes that it makes."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(files, place)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def tools() -> list[Path]:
    """The files that decide what a capture looks like."""
    own = Path(__file__).parent
    return [*own.glob("*.py"), *own.glob("probes/*.py"), ROOT / "tests/services/package-lock.json"]

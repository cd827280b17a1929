"""The comparison, step by step."""

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from delivery.compare import page, reading, rules, summary
from delivery.compare.report import Report
from tests.compare import sides
from tests.compare.accessibility import accessibility
from tests.compare.api import api, differing_pages
from tests.compare.captures import Pair, Running, Seen, own_files, read_captures, tools
from tests.compare.cost import cost
from tests.compare.database import database, drop, migrate
from tests.compare.delivery import delivery
from tests.compare.differences import Rows
from tests.compare.pages import by_view, pages
from tests.compare.sample import DATABASE, KEPT, sample
from tests.compare.sides import Side
from tests.compare.views import PAGE, View, most_pages, views
from tests.databases import create
from tests.services.chromium import find_chromium
from tests.services.kept import ROOT, fingerprint, kept
from tests.services.postgres import Login, PostgresServer

Say = Callable[[str], None]


@dataclass
class Clock:
    """Seconds of each step."""

    say: Say
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - started, 1)
        self.say(f"{name}: {self.seconds[name]:.1f} s")


def compare(base: Side, change: Side, place: Path, say: Say) -> Report:
    """Writes the report's files into ``place``."""
    clock = Clock(say)
    with ExitStack() as stack:
        with clock.step("the base's database and site"):
            prepared = stack.enter_context(sample(base))
            sides.put_site(prepared / "dist", base)
        server = stack.enter_context(PostgresServer(prepared / "data"))
        today = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
        pair = Pair(base, change, prepared, place, server, find_chromium(), today)
        with clock.step("the base's pages"):
            before = stack.enter_context(kept_captures(pair))
        report = report_of(pair, before, clock)
    write(report, place)
    return report


@contextmanager
def kept_captures(pair: Pair) -> Iterator[Seen]:
    """Of the base: made once for a commit, the tools and the day."""
    facts = (pair.base.commit, pair.today.isoformat(), pair.prepared.name, str(most_pages()))
    key = fingerprint(ROOT, tools(), *facts, str(pair.chromium.executable))
    with kept("captures", key, partial(make_captures, pair), KEPT) as folder:
        yield Seen.read(folder)


def make_captures(pair: Pair, folder: Path) -> None:
    with own_site(pair, pair.base, "itg_base") as (running, _):
        running.facts(folder)
        running.look(folder, views(Seen.facts_in(folder)["responses"]))


@contextmanager
def own_site(pair: Pair, side: Side, name: str) -> Iterator[tuple[Running, Login]]:
    """A side on a copy of the sample."""
    login = create(pair.server, name, DATABASE)
    place = pair.server.directory / f"files-{name}"
    with own_files(pair.prepared / "files", place) as files:
        yield pair.running(side, login, files), login
    drop(pair.server, name)


def report_of(pair: Pair, before: Seen, clock: Clock) -> Report:
    rows, work = Rows(), fresh(pair.place / "work")
    with own_site(pair, pair.change, "itg_change") as (running, login):
        with clock.step("migrations"):
            found = migrate(running, work)
            changes = database(pair, login, running, found, rows)
        with clock.step("the change's pages"):
            facts = running.facts(work)
            more = missing(before, facts)
            running.look(work, [*before.views, *more])
    after = Seen.read(work)
    with clock.step("the base's other pages"):
        before = with_more(pair, before, more)
    with clock.step("comparison"):
        sections = compared(pair, before, after, rows)
    return Report(
        version=1,
        base=pair.base.commit,
        change=pair.change.commit,
        is_committed=sides.is_committed(pair.change),
        compared=len(after.views),
        database=changes,
        left_out=rows.left_out,
        seconds=clock.seconds,
        **sections,
    )


def missing(before: Seen, facts: Mapping[str, Any]) -> list[View]:
    """Pages whose responses differ and that are new, which the base's captures have not."""
    known = {view.path for view in before.views}
    paths = differing_pages(before.facts["responses"], facts["responses"], PAGE)
    wanted = [path for path in paths if unquote(path) not in known]
    room = max(0, most_pages() - len(before.views))
    return [View(f"Page {unquote(path)}", unquote(path)) for path in wanted[:room]]


def with_more(pair: Pair, before: Seen, more: list[View]) -> Seen:
    if not more:
        return before
    folder = fresh(pair.place / "more")
    with own_site(pair, pair.base, "itg_more") as (running, _):
        running.look(folder, more)
    captures, lost = read_captures(folder)
    return replace(before, captures=before.captures + captures, broken=before.broken | lost)


def compared(pair: Pair, before: Seen, after: Seen, rows: Rows) -> dict[str, Any]:
    base, change = pair.base, pair.change
    one, other = by_view(before.captures), by_view(after.captures)
    facts = (before.facts, after.facts)
    variables = (set(before.facts["variables"]), set(after.facts["variables"]))
    return {
        "pages": pages(one, other, pair.place, rows),
        "api": api(*facts, rows),
        "cost": cost((pair.prepared / "dist", change.dist), facts, (base, change), rows),
        "accessibility": accessibility(one, other, (before.broken, after.broken), rows),
        "delivery": delivery(base.root, change.root, variables, rows),
    }


def write(report: Report, place: Path) -> None:
    """What is rendered is what the reader takes, as where the report comes from somebody else."""
    file = place / "report.json"
    file.write_text(report.model_dump_json(indent=1))
    taken = reading.read(file)
    reasons = rules.reasons(taken, rules.load(ROOT / ".github/compare.yml"))
    (place / "index.html").write_text(page.render(taken, reasons))
    (place / "summary.md").write_text(summary.render(taken, reasons))


def fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder

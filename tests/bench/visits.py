"""What a page takes in a phone's browser: its largest paint, and the longest task of a sheet."""

import json
import urllib.request
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from delivery.site import prerender, sequence
from tests import commands, prepared
from tests.bench.bars import ratio
from tests.bench.hosting import PLAIN, hosted
from tests.browser.own_site import MAKE_MANY, MANY
from tests.browser.waiting import open_and_settle
from tests.databases import database
from tests.running_site import RunningSite
from tests.services.chromium import find_chromium
from tests.services.postgres import PostgresServer

PAGES: Final = {"home": "/", "catalogue": "/projects/all/", "sheet": "/event/teams/"}
ROWS: Final = "/rows/"
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
# A slow phone as Lighthouse has it: https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
SLOWER: Final = 4  # times than this machine
NETWORK: Final = {
    "offline": False,
    "latency": 562.5,  # milliseconds
    "downloadThroughput": 1.6 * 0.9 * 1024 * 1024 / 8,  # bytes a second
    "uploadThroughput": 0.75 * 0.9 * 1024 * 1024 / 8,
}
TASKS: Final = "disabled-by-default-devtools.timeline"
LARGEST_PAINT: Final = """() => new Promise((done) => new PerformanceObserver((list) =>
  done(list.getEntries().at(-1).startTime))
.observe({ type: 'largest-contentful-paint', buffered: true }))"""


@dataclass(frozen=True)
class Site:
    """The built site at ``url``, with all of its API behind it."""

    url: str
    browser: Browser


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Pre-rendered, with a page of 2,000 rows at MANY and their plain table at ROWS."""
    dist = folder / "dist"
    with ExitStack() as stack:
        url = stack.enter_context(hosted(dist))
        kept = stack.enter_context(prepared.seeded())
        server = stack.enter_context(PostgresServer(kept / "data"))
        login = stack.enter_context(database(server, template=prepared.SEEDED))
        local = {"LOCAL_DATA_DIR": str(kept / "files"), "FRONTEND_URL": url}
        environ = commands.environment("dev", prepared.POSTGRESQL, login.environment, local)
        made = commands.run(environ, "shell", "--no-imports", "-c", MAKE_MANY)
        assert made.returncode == 0, made.stdout
        backend = stack.enter_context(RunningSite(environ))
        sequence.build(f"{backend.url}/api", dist)
        prerender.prerender(dist, f"{backend.url}/api", url, lambda words: None)
        plain = dist / ROWS.strip("/") / "index.html"
        plain.parent.mkdir()
        plain.write_text(plain_table(rows_of_many(backend.url)))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(**find_chromium().launch_options)
        yield Site(url, stack.enter_context(browser))


def rows_of_many(api: str) -> dict[str, Any]:
    page = asked(f"{api}/api/pages/?path={MANY}")
    sheet = next(one["value"]["sheet"] for one in page["body"] if one["type"] == "sheet")
    return asked(f"{api}/api/sheets/{sheet}/")


def asked(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address, timeout=60) as response:  # noqa: S310 (loopback)
        found: dict[str, Any] = json.load(response)
        return found


def plain_table(sheet: Mapping[str, Any]) -> str:
    """All rows of a sheet as HTML, without a style or a script."""
    rows = "".join(f"<tr>{cells('td', row)}</tr>\n" for row in sheet["rows"])
    head = f"<tr>{cells('th', sheet['columns'])}</tr>\n"
    return f"<!doctype html><meta charset=utf-8><title>Rows</title><table>{head}{rows}</table>"


def cells(name: str, texts: Iterable[str]) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for text in texts)


def lcp_ratios(site: Site, rounds: int) -> dict[str, float]:
    """The largest paint of each page against the same page without scripts, on a slow phone."""
    moments: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for path in PAGES.values():
            for address in (path, PLAIN + path):
                moments[address].append(largest_paint(site, address))
    return {name: ratio(moments[path], moments[PLAIN + path]) for name, path in PAGES.items()}


def largest_paint(site: Site, address: str) -> float:
    """Milliseconds after a visitor who was never here before asked for the page."""
    with opened(site, NETWORK) as page:
        open_and_settle(page, site.url + address)
        moment: float = page.evaluate(LARGEST_PAINT)
        return moment


def sheet_task_ratio(site: Site, rounds: int) -> float:
    """The longest task of a sheet of 2,000 rows against that of their plain table."""
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for address in (MANY, ROWS):
            seconds[address].append(longest_task(traced(site, address)))
    return ratio(seconds[MANY], seconds[ROWS])


def traced(site: Site, address: str) -> list[dict[str, Any]]:
    """What the browser did until all of the page was there, as its own trace says it."""
    with opened(site) as page:
        site.browser.start_tracing(page=page, categories=[TASKS])
        open_and_settle(page, site.url + address)
        page.get_by_role("table").wait_for()
        events: list[dict[str, Any]] = json.loads(site.browser.stop_tracing())["traceEvents"]
        return events


def longest_task(events: Sequence[Mapping[str, Any]]) -> float:
    """CPU seconds of the longest task of a page's main thread, script and layout alike.

    https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
    """
    main = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    tasks = (one for one in events if one["name"] == "RunTask" and (one["pid"], one["tid"]) in main)
    return max(float(one.get("tdur", 0)) for one in tasks) / 1e6


@contextmanager
def opened(site: Site, network: Mapping[str, Any] | None = None) -> Iterator[Page]:
    """A page in a phone of its own."""
    context = site.browser.new_context(viewport=PHONE, device_scale_factor=2)
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if network:
        client.send("Network.enable")
        client.send("Network.emulateNetworkConditions", dict(network))
    yield page
    context.close()

"""What a browser sees of a site's pages, with everything held still that moves by itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.axe import SCRIPT
from tests.browser.waiting import DEADLINE, Traffic
from tests.compare.views import View
from tests.services.chromium import Chromium
from tests.services.errors import ServiceError

SIZES: Final[Mapping[str, tuple[int, int]]] = {"phone": (390, 844), "desktop": (1440, 900)}
# Letters have the same shape in each run: no hints, no colours at their edges, no screen's profile.
STILL: Final = (
    "--font-render-hinting=none",
    "--disable-lcd-text",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--disable-partial-raster",
    "--disable-checker-imaging",  # a picture is painted when it is decoded, and never before
    "--disable-skia-runtime-opts",
    "--disable-prefer-compositing-to-lcd-text",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # only the site itself
)
HOLD_STILL: Final = """
*, *::before, *::after { animation: none !important; transition: none !important;
  caret-color: transparent !important; scroll-behavior: auto !important; }
video, iframe { visibility: hidden !important; }
"""
# Everything that is loaded late is loaded now, and shown.
# decode() fails where another file is chosen meanwhile, as for a picture that was to be loaded late
# in its own width. Then it is asked again, unless the picture is broken.
SETTLE: Final = """async () => {
  const images = [...document.images];
  for (const image of images) Object.assign(image, { loading: 'eager', decoding: 'sync' });
  const decoded = async (image, tries) => {
    try {
      await image.decode();
    } catch {
      if (!tries || (image.complete && !image.naturalWidth)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
      await decoded(image, tries - 1);
    }
  };
  await Promise.all(images.map((image) => decoded(image, 100)));
  await document.fonts.ready;
  document.activeElement?.blur();
  scrollTo(0, 0);
}"""
# What sticks is painted on a layer of its own, whose pixels depend on when it was made.
UNSTICK: Final = """() => {
  window.stuck = [...document.querySelectorAll('body *')]
    .filter((element) => getComputedStyle(element).position === 'sticky')
    .map((element) => [element, element.getAttribute('style')]);
  for (const [element] of window.stuck) {
    element.style.setProperty('position', 'relative', 'important');
    element.style.setProperty('inset', 'auto', 'important');
  }
}"""
STICK: Final = """() => {
  for (const [element, style] of window.stuck)
    style === null ? element.removeAttribute('style') : element.setAttribute('style', style);
}"""
LOOK: Final = """() => {
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? '';
  const body = document.body.cloneNode(true);
  body.querySelectorAll('script, style').forEach((element) => element.remove());
  return {
    markup: body.innerHTML.replaceAll(' style=""', ''),  // which hiding a caret leaves behind
    height: document.documentElement.scrollHeight,
    waits: [...document.images].some((image) => !image.complete),
    files: [...document.images].map((image) => image.currentSrc),
    head: {
      title: document.title,
      description: meta('description'),
      robots: meta('robots'),
      canonical: document.querySelector('link[rel=canonical]')?.href ?? '',
      h1: [...document.querySelectorAll('h1')].map((it) => it.textContent.trim()).join(' | '),
    },
    links: [...new Set([...document.querySelectorAll('a[href]')].map((it) => it.href))],
    ids: [...document.querySelectorAll('[id]')].map((it) => it.id),
  };
}"""
AXE: Final = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'], iframes: false });
  const found = ({ id, impact, nodes }) => nodes.map(({ target }) =>
    ({ rule: id, impact: impact ?? 'unknown', where: target.join(' ') }));
  return violations.flatMap(found);
}"""
ORIGIN: Final = "http://site"
HASH: Final = re.compile(r"-[\w-]{8}(?=\.(?:js|css|woff2|webp|png|svg)\b)")
FONT_DISPLAY: Final = re.compile(r"font-display:\s*[a-z]+")
REACT_ID: Final = re.compile(r"_r_[0-9a-z]+_")
PENDING: Final = ".skeleton, [aria-busy=true]"
TRIES: Final = 10
SUBMISSIONS: Final = "**/api/forms/*/"
RECEIVED: Final = {"key": "00000000-0000-4000-8000-000000000000"}
REFUSED: Final = {"type": "about:blank", "title": "Not now", "status": 503}


@dataclass(frozen=True)
class Seen:
    """A view at one width. ``picture`` is a file's name; origins and hashes are left out."""

    name: str
    path: str
    act: str
    width: str
    picture: str
    markup: list[str]
    head: dict[str, str]
    links: list[str]
    ids: list[str]
    axe: list[dict[str, str]]


def open_menu(page: Page) -> None:
    button = page.get_by_role("button", name="Menu", exact=True)
    if button.is_visible():
        button.click()


def send_empty(page: Page) -> None:
    page.locator("main form button[type=submit]").first.click()


def fill(page: Page) -> None:
    """Something in every field, whatever the form asks."""
    for field in page.locator("main form input:visible, main form textarea:visible").all():
        kind = field.get_attribute("type") or "text"
        if kind in ("checkbox", "radio"):
            field.check()
        else:
            field.fill(VALUES.get(kind, "Some words"))
    for choice in page.locator("main form select:visible").all():
        choice.select_option(index=1)


VALUES: Final[Mapping[str, str]] = {
    "email": "ada@example.org",
    "url": "https://example.org/",
    "number": "3",
    "date": "2026-05-01",
    "datetime-local": "2026-05-01T12:00",
    "tel": "209 555 0100",
}


def send(status: int, body: Mapping[str, Any]) -> Callable[[Page], None]:
    """Fill the form and send it to a server that gives this response."""

    def act(page: Page) -> None:
        def respond(route: Route) -> None:
            if route.request.method == "POST":
                route.fulfill(status=status, json=dict(body))
            else:
                route.fallback()

        page.route(SUBMISSIONS, respond)
        fill(page)
        send_empty(page)

    return act


ACTS: Final[Mapping[str, Callable[[Page], None]]] = {
    "menu": open_menu,
    "errors": send_empty,
    "sent": send(201, RECEIVED),
    "refused": send(503, REFUSED),
}


def capture(
    chromium: Chromium, url: str, views: Sequence[View], folder: Path, now: datetime
) -> list[dict[str, Any]]:
    """Every view at both widths, as the dictionaries of ``Seen``. Pictures go to ``folder``.

    Raises ServiceError with the view that cannot be looked at.
    """
    stopped = Event()
    capture_width = partial(capture_one, chromium, url, views, folder, now, stopped)
    with ThreadPoolExecutor(len(SIZES)) as threads:
        try:
            return [one for seen in threads.map(capture_width, SIZES) for one in seen]
        except BaseException:
            stopped.set()  # the other thread ends after its page, also after Ctrl-C
            raise


def capture_one(
    chromium: Chromium,
    url: str,
    views: Sequence[View],
    folder: Path,
    now: datetime,
    stopped: Event,
    width: str,
) -> list[dict[str, Any]]:
    options = chromium.launch_options
    options["args"] = [*options["args"], *STILL]
    seen: list[dict[str, Any]] = []
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(**options) as browser,
        new_context(browser, width, now) as context,
    ):
        for number, view in enumerate(views):
            if stopped.is_set():
                break
            picture = folder / f"{number:03}-{width}.png"
            seen.append(asdict(look(context, url, view, width, picture)))
    return seen


def new_context(browser: Browser, width: str, now: datetime) -> BrowserContext:
    wide, high = SIZES[width]
    context = browser.new_context(
        viewport={"width": wide, "height": high},
        device_scale_factor=1,
        reduced_motion="reduce",
        color_scheme="light",
        locale="en-US",
        timezone_id="America/Los_Angeles",
        service_workers="block",
    )
    context.set_default_timeout(DEADLINE)
    context.clock.set_fixed_time(now)
    context.route("**/*.css", wait_for_fonts)
    return context


def wait_for_fonts(route: Route) -> None:
    """A font that may be left out when it comes late would make two pictures of one page."""
    response = route.fetch()
    body = FONT_DISPLAY.sub("font-display:block", response.text())
    route.fulfill(response=response, body=body)


def look(context: BrowserContext, url: str, view: View, width: str, picture: Path) -> Seen:
    page = context.new_page()
    try:
        traffic = Traffic.of(page)
        page.goto(f"{url}{view.path}")
        page.add_style_tag(content=HOLD_STILL)
        traffic.settle()
        if view.act:
            page.wait_for_function(f"!document.querySelector({PENDING!r})")
            traffic.settle()
            ACTS[view.act](page)
            traffic.settle()
        found = photograph(page, traffic, picture)
        page.evaluate(SCRIPT.read_text())
        axe = page.evaluate(AXE)
    except PlaywrightError as error:
        why = str(error).splitlines()[0]
        raise ServiceError(f"{view.name} ({view.path}) on a {width}: {why}") from error
    finally:
        page.close()
    return Seen(
        name=view.name,
        path=view.path,
        act=view.act,
        width=width,
        picture=picture.name,
        markup=lines(still(found["markup"], url)),
        head={name: still(text, url) for name, text in found["head"].items()},
        links=sorted({without_ids(still(link, url)) for link in found["links"]}),
        ids=sorted({without_ids(one) for one in found["ids"]}),
        axe=[{**one, "where": without_ids(still(one["where"], url))} for one in axe],
    )


def photograph(page: Page, traffic: Traffic, picture: Path) -> dict[str, Any]:
    """What the page is when it is photographed: until it and two pictures on end stay the same.

    React shows a part whose code has come up to 300 ms later, when it showed another one just now.
    A busy browser may draw a page before it has drawn all of its pictures.
    """
    taken = b""
    for _ in range(TRIES):
        page.wait_for_function(f"!document.querySelector({PENDING!r})")
        page.evaluate(SETTLE)
        traffic.settle()
        before: dict[str, Any] = page.evaluate(LOOK)
        page.evaluate(UNSTICK)
        earlier = taken
        taken = page.screenshot(path=picture, full_page=True, animations="disabled", caret="hide")
        page.evaluate(STICK)
        after: dict[str, Any] = page.evaluate(LOOK)
        is_still = before == after and not after["waits"] and taken == earlier
        if is_still and height(taken) == after["height"]:
            return after
    raise ServiceError(f"{page.url} changed while it was looked at, {TRIES} times.")


def height(picture: bytes) -> int:
    """Of a PNG: https://www.w3.org/TR/png-3/#11IHDR"""
    return int.from_bytes(picture[20:24], "big")


def still(text: str, url: str) -> str:
    """Without what is another in each run or build: the port, and the hashes of files."""
    return HASH.sub("", text.replace(url, ORIGIN))


def without_ids(text: str) -> str:
    """React counts its ids in the order in which parts of a page arrive."""
    return REACT_ID.sub("id", text)


def lines(markup: str) -> list[str]:
    """A line for each tag. React counts its ids in the order in which parts of a page arrive."""
    ids: dict[str, str] = {}
    numbered = REACT_ID.sub(lambda found: ids.setdefault(found[0], f"id-{len(ids)}"), markup)
    return re.sub(r"(?<=>)(?=<)", "\n", numbered).splitlines()

"""Published pages and projects written into the built site, as its API says them now.

A crawler gets title, description, Open Graph and content in the HTML, and a visitor reads before
the first script runs; the application takes the document over and asks the API for what is newer.
The plain document stays as shell.html, for every address that has none of its own.
"""

import shutil
from pathlib import Path
from typing import Final

from delivery.tools import programs
from delivery.tools.checkout import ROOT
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say

FRONTEND: Final = ROOT / "frontend"
SHELL: Final = "shell.html"
RENDERED: Final = ".vite/prerendered.json"  # which addresses have a document, and of what
NPM: Final = ("npm", "--no-audit", "--no-fund", "--no-update-notifier")
INSTALL_SECONDS: Final = 300
MOST_PAGES: Final = 1_000  # pages, then the newest projects: the sitemap's order
RENDER_SECONDS: Final = 200
WITHIN_SECONDS: Final = 300  # and building what renders


def prerender(dist: Path, api: str, url: str, say: Say) -> None:
    """Never fails: without these pages the site is the plain one, and a line says so.

    ``api`` is the API's whole address, ``url`` the site's.
    """
    shutil.copyfile(dist / "index.html", dist / SHELL)
    try:
        say(f"Site: {render_pages(dist, api, url)}")
    except DeliveryError as fault:
        say(f"Site: no page is pre-rendered, visitors get the plain site. {fault}")


def render_pages(dist: Path, api: str, url: str, frontend: Path = FRONTEND) -> str:
    """Write every address of the sitemap; what was done, in words. Raises DeliveryError.

    Where ``dist`` has been rendered before, only what has changed is rendered again, and what is no
    longer in the sitemap is removed. ``frontend`` is the code that the site was built from.
    """
    install(frontend)
    output = programs.run(
        ["node", "scripts/prerender.js", dist, api, url, str(MOST_PAGES), str(RENDER_SECONDS)],
        doing="Pre-rendering",
        remedy="Check that the API serves /sitemap.xml.",
        within=WITHIN_SECONDS,
        cwd=frontend,
    )
    return "; ".join(output.strip().splitlines())


def is_rendered(dist: Path) -> bool:
    return (dist / RENDERED).is_file()


def install(frontend: Path) -> None:
    """The packages that the lock file names, where they are not there."""
    lock, installed = frontend / "package-lock.json", frontend / "node_modules/.package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        programs.run(
            [*NPM, "ci"],
            doing="Installing Node packages",
            remedy="Run `npm ci` in frontend/ and correct what it reports.",
            within=INSTALL_SECONDS,
            cwd=frontend,
        )

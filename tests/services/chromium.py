"""Which Chromium the browser tests drive, and how it is launched."""

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tests.services import bundled_chromium
from tests.services.commands import complete
from tests.services.errors import ServiceError
from tests.services.installation import INSTALL, NODE_MODULES

# Nothing is asked of the network that the page under test did not ask for.
ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

WHERE_PLAYWRIGHT_KEEPS_ITS_OWN = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
ON_PATH = ("chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable")
ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


class LaunchOptions(TypedDict):
    """Keyword arguments of Playwright's `BrowserType.launch`."""

    executable_path: str
    args: list[str]
    chromium_sandbox: bool


@dataclass(frozen=True)
class Chromium:
    executable: Path
    sandbox: bool

    @property
    def launch_options(self) -> LaunchOptions:
        """`playwright.chromium.launch(**chromium.launch_options)`"""
        return {
            "executable_path": str(self.executable),
            "args": list(ARGUMENTS),
            "chromium_sandbox": self.sandbox,
        }


def find_chromium() -> Chromium:
    """The first of: `$CHROMIUM`, Playwright's own, the system's, npm's. Raises ServiceError."""
    executable = _named() or _playwrights() or _systems() or _bundled()
    if executable is None:
        raise ServiceError(f"No Chromium is installed: run `{INSTALL}`, or name one in CHROMIUM.")
    return Chromium(executable, sandbox_allowed())


def sandbox_allowed() -> bool:
    """False for root, and where an ordinary user may not make the user namespaces it is built of.

    https://chromium.googlesource.com/chromium/src/+/main/docs/security/apparmor-userns-restrictions.md
    """
    if os.geteuid() == 0:
        return False
    if platform.system() != "Linux":
        return True
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    made = subprocess.run([unshare, "--user", "true"], capture_output=True, check=False, timeout=60)
    return made.returncode == 0


def install_playwrights() -> None:
    """Let Playwright download its own, for machines that npm has none for."""
    complete([sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"], within=600)


def _named() -> Path | None:
    named = os.environ.get("CHROMIUM")
    if named and shutil.which(named) is None:
        raise ServiceError(f"CHROMIUM is {named}, which is not an executable file: correct it.")
    return Path(str(shutil.which(named))) if named else None


def _playwrights() -> Path | None:
    # Asked in another process, because a thread holds one synchronous Playwright at a time.
    command = [sys.executable, "-c", WHERE_PLAYWRIGHT_KEEPS_ITS_OWN]
    asked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    executable = Path(asked.stdout.strip())
    return executable if asked.returncode == 0 and executable.exists() else None


def _systems() -> Path | None:
    found = (shutil.which(name) for name in ON_PATH)
    # A snap has its own /tmp, where Playwright's profile directory does not exist.
    usable = [Path(path) for path in found if path and not path.startswith("/snap/")]
    usable += [ON_MACOS] if ON_MACOS.exists() else []
    return usable[0] if usable else None


def _bundled() -> Path | None:
    executable = bundled_chromium.executable(NODE_MODULES)
    return executable if executable.exists() else None

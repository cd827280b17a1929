"""What the bench runs in: an environment of its own and a seeded database."""

import hashlib
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests import commands
from tests.function.events import FUNCTION_URL_HOST, Event, make_v2_event
from tests.services.commands import complete

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "build" / "bench"
VENV: Final = FOLDER / "venv"
LOCK: Final = Path(__file__).with_name("requirements.txt")
UV: Final = Path(sys.executable).with_name("uv")
SQLITE: Final = {"DB_ENGINE": "django.db.backends.sqlite3", "DB_NAME": "db.sqlite3"}
# Required when deployed, and read by nothing where the database is SQLite.
NOWHERE: Final = {"DB_USER": "-", "DB_PASSWORD": "-", "DB_HOST": "localhost", "DB_PORT": "5432"}
# What Chrome sends a function URL, roughly.
BROWSER: Final = (
    ("accept", "application/json"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("accept-language", "en-US,en;q=0.9"),
    ("origin", commands.PRODUCTION["FRONTEND_URL"]),
    ("referer", f"{commands.PRODUCTION['FRONTEND_URL']}/"),
    ("sec-fetch-dest", "empty"),
    ("sec-fetch-mode", "cors"),
    ("sec-fetch-site", "cross-site"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0 Safari/537.36"),
)


def home_page() -> Event:
    return make_v2_event("/api/pages/", query="path=/", headers=BROWSER)


def constant() -> Event:
    return make_v2_event("/api/bench/constant/", headers=BROWSER)


def search() -> Event:
    """What is never kept, so that each request asks the database."""
    return make_v2_event("/api/search/", query="q=robots", headers=BROWSER)


def install() -> bool:
    """Make the environment what the lock says; False where it was that already."""
    stamp, wanted = VENV / ".installed", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    shutil.rmtree(VENV, ignore_errors=True)
    complete([sys.executable, "-m", "venv", VENV], within=120)
    flags = ["--no-config", "--quiet", "--require-hashes", "--link-mode=copy", "--compile-bytecode"]
    python = VENV / "bin" / "python"
    complete([UV, "pip", "install", *flags, "--python", python, "-r", LOCK], within=600)
    stamp.write_text(wanted)
    return True


def seed(database: Mapping[str, str], folder: Path) -> None:
    """Migrate that database and put the sample content into it. Raises RuntimeError."""
    environ = commands.environment("dev", database, {"LOCAL_DATA_DIR": str(folder)})
    for words in (["bootstrap"], ["load_sample_content"]):
        finished = commands.run(environ, *words, within=300)
        if finished.returncode:
            raise RuntimeError(f"{words[0]} failed:\n{finished.stdout}")


def preview(database: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment of a preview with that database."""
    return commands.environment(
        "preview",
        commands.PRODUCTION,
        NOWHERE,
        database,
        {
            "DJANGO_ALLOWED_HOSTS": FUNCTION_URL_HOST,
            "LOCAL_DATA_DIR": str(folder),
            "STAGE": "pr-42",
            "TZ": ":UTC",
        },
    )

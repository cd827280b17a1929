"""`python -m tests.services`: install what the tests need and this machine lacks."""

import sys

from tests.services.bundled_chromium import supported
from tests.services.chromium import find_chromium, install_playwrights
from tests.services.errors import ServiceError
from tests.services.installation import install


def say(words: str) -> None:
    sys.stderr.write(words)
    sys.stderr.flush()


def install_chromium_where_npm_has_none() -> None:
    try:
        find_chromium()
    except ServiceError:
        install_playwrights()


def main() -> None:
    say("Test services (PostgreSQL 16, Chromium): ")
    seconds = install()
    say("already installed\n" if seconds is None else f"installed in {seconds:.0f} s\n")
    if not supported():
        install_chromium_where_npm_has_none()


try:
    main()
except ServiceError as error:
    sys.exit(f"\n{error}")

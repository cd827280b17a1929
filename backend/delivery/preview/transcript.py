"""The last lines of a log, for a public comment: limited, and without secrets. Pure."""

import re
from collections import deque
from collections.abc import Iterable
from typing import Final

from delivery.tools import basic_auth
from delivery.tools.progress import Say

LINES: Final = 20
WIDTH: Final = 300  # characters of a line
HIDDEN: Final = "***"
SHORTEST: Final = 8  # characters of a secret: hiding a shorter word would hide other words too
TIME: Final = re.compile(r"^\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z ")
ESCAPE: Final = re.compile(r"\x1b\[[0-9;]*m")
ERROR: Final = "##[error]"


class Transcript:
    """Passes lines on, and remembers the last ones."""

    def __init__(self, say: Say) -> None:
        self.pass_on = say
        self.lines: deque[str] = deque(maxlen=LINES)

    def say(self, words: str) -> None:
        self.pass_on(words)
        self.lines.extend(words.splitlines())


def last(lines: Iterable[str], secrets: Iterable[str] = ()) -> tuple[str, ...]:
    """The last lines that are not empty, cut to WIDTH, with HIDDEN in place of each secret."""
    hidden = forms(secrets)
    kept = deque((line for line in lines if line.strip()), maxlen=LINES)
    return tuple(without(line, hidden)[:WIDTH] for line in kept)


def without(text: str, hidden: Iterable[str]) -> str:
    for one in hidden:
        text = text.replace(one, HIDDEN)
    return text


def forms(secrets: Iterable[str]) -> list[str]:
    """How a secret may be written: as it is, and as the password in a header. The longest first."""
    known = [secret for secret in secrets if len(secret) >= SHORTEST]
    headers = [basic_auth.headers(one)["Authorization"].partition(" ")[2] for one in known]
    return sorted({*known, *headers}, key=len, reverse=True)


def of_step(log: str) -> list[str]:
    """The lines of the step that failed first in a job's log on GitHub, up to its error."""
    lines = [ESCAPE.sub("", TIME.sub("", line)) for line in log.splitlines()]
    ends = next((at for at, line in enumerate(lines) if line.startswith(ERROR)), len(lines) - 1)
    return [line.replace(ERROR, "", 1) for line in lines[: ends + 1]]

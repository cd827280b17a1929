"""The log of a stage: the lines since a moment, and those that come later."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from delivery.aws import logs
from delivery.aws.logs import Event

# CloudWatch may show a line this much later than its own time, and an earlier one after it.
LATE_SECONDS: Final = 20.0
POLL_SECONDS: Final = 2.0
LASTING: Final = re.compile(r"(\d{1,6})\s*([smhd])")
UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
REQUEST: Final = re.compile(r"[\w=:;.-]{1,128}")


@dataclass(frozen=True, slots=True)
class LogQuery:
    """``since`` in seconds since the epoch; of one request, or of all where that is empty."""

    group: str
    since: float
    request: str = ""

    @property
    def pattern(self) -> str:
        return f'{{ $.request_id = "{self.request}" }}' if self.request else ""


def since(text: str, now: datetime) -> float:
    """The moment that ``2h`` before now is, or that the ISO 8601 time is, which is in UTC unless it
    says otherwise. Raises ValueError.
    """
    if found := LASTING.fullmatch(text.strip()):
        return (now - timedelta(**{UNITS[found[2]]: int(found[1])})).timestamp()
    at = datetime.fromisoformat(text.strip())
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def read(wanted: LogQuery) -> Iterator[Event]:
    return logs.events(wanted.group, wanted.since, wanted.pattern)


def follow(wanted: LogQuery, pause: Callable[[float], object] = time.sleep) -> Iterator[Event]:
    """The same, and then each line once as it comes, until the caller is interrupted."""
    seen: dict[str, int] = {}
    start = wanted.since
    while True:
        for event in logs.events(wanted.group, start, wanted.pattern):
            if event.id not in seen:
                seen[event.id] = event.at
                yield event
        start = max(start, max(seen.values(), default=0) / 1000 - LATE_SECONDS)
        seen = {name: at for name, at in seen.items() if at >= start * 1000}
        pause(POLL_SECONDS)

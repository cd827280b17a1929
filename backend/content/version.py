"""The content version: a number that increases with each publication.

The number lives in the database and grows in the same transaction as the change it stands for, so
it can never be wrong. What the API caches is stamped with it, and a cached response with another
stamp does not exist. Asking the database at each request would cost what the cache is to save, so
the number itself is cached for FRESH_SECONDS. A change is seen earlier than that

- in this machine's other processes, through a change signal;
- on other machines at once, through Redis where there is one.

One thread of a process asks the database. The others wait for it, but PATIENCE_SECONDS at most, and
then go on with the last number that the process has seen. So a database that hangs does not take
all of them.

Two editors who publish within the same few milliseconds on two machines may overtake each other in
Redis; the later change then shows after FRESH_SECONDS.
"""

import logging
import time
from math import inf
from threading import Lock
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, models, transaction
from django.db.models import F

from web.cache_keys import SHARED
from web.change_signal import ChangeSignal

logger = logging.getLogger(__name__)

KEY: Final = f"{SHARED}content-version"
FRESH_SECONDS: Final = 5
PATIENCE_SECONDS: Final = 1.0
UNKNOWN: Final = -1
MEMORY: Final = "django.core.cache.backends.locmem.LocMemCache"


class ContentVersion(models.Model):
    """One row."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class _Heard:
    """What this process last knew: the largest version it has seen, and the signal's mark.

    For FRESH_SECONDS after ``known_at``, nothing else is asked unless the signal is sent. That is
    the time of the last reading where no other machine can change what is cached, and the time of
    the last failure of the database. The clock is the one that also runs while Lambda has frozen
    the process. It may be set back, so a time in the future is old.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        database = settings.DATABASES["default"]
        self.signal = ChangeSignal(
            *(str(database.get(key, "")) for key in ("HOST", "PORT", "NAME"))
        )
        self.mark = -1
        self.number = UNKNOWN
        self.known_at = -inf

    def see(self, number: int) -> None:
        self.number = max(self.number, number)


_heard = _Heard()


def bump() -> None:
    """Let every cached response expire when the current transaction commits."""
    if not ContentVersion.objects.filter(pk=1).update(number=F("number") + 1):
        ContentVersion.objects.get_or_create(pk=1, defaults={"number": 1})
    transaction.on_commit(announce)


def hold() -> None:
    """Let nobody else publish or hold until the current transaction ends."""
    ContentVersion.objects.get_or_create(pk=1)
    ContentVersion.objects.select_for_update().get(pk=1)


def announce() -> None:
    number = current()
    _heard.see(number)
    cache.set(KEY, number, FRESH_SECONDS)
    _heard.signal.send()


def now() -> int:
    """The current version, of this moment's mark."""
    heard = _heard.signal.mark()
    if heard == _heard.mark and 0 <= time.time() - _heard.known_at < FRESH_SECONDS:
        return _heard.number
    return confirm(cache.get(KEY), heard)


def is_in_memory() -> bool:
    return bool(settings.CACHES["default"]["BACKEND"] == MEMORY)


def mark() -> int:
    """The signal's state. Take it before reading anything that ``confirm`` checks."""
    return _heard.signal.mark()


def confirm(cached: int | None, mark: int) -> int:
    """The current version, given what the cache holds under KEY and the mark taken before.

    The last version this process has seen, while the database is unreachable or does not respond
    to another thread. The process's first call waits for that thread.
    """
    if cached is not None:
        _heard.see(cached)
    if mark == _heard.mark:
        if cached is not None:
            return cached
        if 0 <= time.time() - _heard.known_at < FRESH_SECONDS:
            return _heard.number
    if not _heard.lock.acquire(timeout=-1 if _heard.number == UNKNOWN else PATIENCE_SECONDS):
        return _heard.number
    try:
        if mark == _heard.mark and (cached := cache.get(KEY)) is not None:
            return int(cached)  # another thread has asked meanwhile
        return ask(mark)
    finally:
        _heard.lock.release()


def ask(mark: int) -> int:
    """As ``confirm``, from the database. After a failure it is not asked for FRESH_SECONDS.

    The number of a database that was restored may be smaller. A larger one that was seen during
    the query is newer than its result.
    """
    before = _heard.number
    try:
        number = current()
    except DatabaseError as error:
        logger.warning(
            "Serving cached content, because the database failed: %s", type(error).__name__
        )
        _heard.see(0)
        _heard.known_at = time.time()
    else:
        _heard.number = number if _heard.number == before else max(number, _heard.number)
        cache.set(KEY, _heard.number, FRESH_SECONDS)
        _heard.known_at = time.time() if is_in_memory() else -inf
    _heard.mark = mark
    return _heard.number


def current() -> int:
    """As the database has it now."""
    return ContentVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0

"""The content version: a number that increases with each publication.

The number lives in the database and grows in the same transaction as the change it stands for, so
it can never be wrong. What the API caches is stamped with it, and a cached response with another
stamp does not exist. Asking the database at each request would cost what the cache is to save, so
the number itself is cached for FRESH_SECONDS. A change is seen earlier than that

- in this machine's other processes, through a change signal;
- on other machines at once, through Redis where there is one.

Two editors who publish within the same few milliseconds on two machines may overtake each other in
Redis; the later change then shows after FRESH_SECONDS.
"""

import logging
import time
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
MEMORY: Final = "django.core.cache.backends.locmem.LocMemCache"


class ContentVersion(models.Model):
    """One row."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class _Heard:
    """What this process last knew: the signal's mark and the version read after it.

    It is asked no more until ``fresh_until`` where no other machine can change what is cached.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        database = settings.DATABASES["default"]
        self.signal = ChangeSignal(
            *(str(database.get(key, "")) for key in ("HOST", "PORT", "NAME"))
        )
        self.mark = -1
        self.number = 0
        self.fresh_until = 0.0


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
    cache.set(KEY, current(), FRESH_SECONDS)
    _heard.signal.send()


def now() -> int:
    """The current version, of this moment's mark."""
    heard = _heard.signal.mark()
    if heard == _heard.mark and time.monotonic() < _heard.fresh_until:
        return _heard.number
    return confirm(cache.get(KEY), heard)


def is_in_memory() -> bool:
    return bool(settings.CACHES["default"]["BACKEND"] == MEMORY)


def mark() -> int:
    """The signal's state. Take it before reading anything that ``confirm`` checks."""
    return _heard.signal.mark()


def confirm(cached: int | None, mark: int) -> int:
    """The current version, given what the cache holds under KEY and the mark taken before.

    While the database is unreachable, the last version this process knew.
    """
    if cached is not None and mark == _heard.mark:
        return cached
    with _heard.lock:
        if mark == _heard.mark and (cached := cache.get(KEY)) is not None:
            return int(cached)  # another thread asked while this one waited
        try:
            _heard.number = current()
        except DatabaseError as error:
            logger.warning(
                "Serving cached content, because the database failed: %s", type(error).__name__
            )
        cache.set(KEY, _heard.number, FRESH_SECONDS)
        _heard.fresh_until = time.monotonic() + FRESH_SECONDS if is_in_memory() else 0.0
        _heard.mark = mark
        return _heard.number


def current() -> int:
    """As the database has it now."""
    return ContentVersion.objects.filter(pk=1).values_list("number", flat=True).first() or 0

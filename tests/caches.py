"""The caches of the process that runs the tests."""

from itertools import count

import pytest
from django.core.cache import caches

from api.cached import recent
from content import per_version, version

VERSIONS = count(2**40)  # that no database in the tests has


def clear_caches() -> None:
    """Forget what was served, and which content version this process knows."""
    version._heard.mark, version._heard.number = -1, version.UNKNOWN
    for one in caches.all():
        one.clear()
    for responses in recent.values():
        responses.clear()


def begin_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept for a content version is worked out again, and kept within the test."""
    number = next(VERSIONS)
    monkeypatch.setattr(per_version, "in_transaction", lambda: False)
    monkeypatch.setattr(version, "now", lambda: number)

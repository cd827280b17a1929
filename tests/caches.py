"""The caches of the process that runs the tests."""

from django.core.cache import caches

from api.cached import recent


def clear_caches() -> None:
    for one in caches.all():
        one.clear()
    for responses in recent.values():
        responses.clear()

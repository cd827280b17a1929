"""The caches of the process that runs the tests."""

from django.core.cache import caches


def clear_caches() -> None:
    for one in caches.all():
        one.clear()

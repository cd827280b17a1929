"""Fill the database again after a test that emptied it.

A test that needs real transactions, ``django_db(transaction=True)``, ends by emptying every table.
What the migrations wrote (the root page, the permissions) would be missing in each later test of
the same worker, and which tests come later is chance.
"""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that would leave the tables as it found them: maybe empty."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if empties(item) and not (marker and marker.kwargs.get("serialized_rollback")):
            raise pytest.UsageError(
                f"{item.nodeid} empties the database. Mark it with "
                "`django_db(transaction=True, serialized_rollback=True)`."
            )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    yield
    if empties(item) and nextitem:  # after the last test there is no database
        with item.config.stash[blocking_manager_key].unblock():
            contents = connection._test_serialized_contents  # type: ignore[attr-defined]
            connection.creation.deserialize_db_from_string(contents)


def empties(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = bool(marker and marker.kwargs.get("transaction"))
    return asked or "transactional_db" in getattr(item, "fixturenames", ())

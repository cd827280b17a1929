"""Fixtures that every area of the tests may use."""

import gc
import os
import signal
import sys
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests import database

# A shell lets its background jobs ignore Ctrl-C, and they hand that on to whatever they start.
signal.signal(signal.SIGINT, signal.default_int_handler)
# In a workflow of GitHub's, delivery writes for that workflow's log. A test of that says so itself.
os.environ.pop("GITHUB_ACTIONS", None)

pytest_plugins = [
    "tests.quick",
    "pytester",
    "tests.broken_fixtures",
    "tests.emptied",
    "tests.services.fixtures",
    "tests.site_fixtures",
    "tests.production",
    "tests.delivery.fixtures",
]


@pytest.fixture(autouse=True)
def _nothing_is_cached() -> None:
    """A test that is rolled back takes its content version back; another then has the same."""
    if "api.cached" in sys.modules:
        from tests.caches import clear_caches

        clear_caches()


@pytest.fixture(autouse=True)
def _no_request_is_served() -> None:
    """A request that a test sent leaves its id to the log lines of later tests."""
    if logs := sys.modules.get("operations.logs"):
        logs.request_id.set(None)


@pytest.fixture
def within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The throttle's time stands still. Otherwise it may begin to count anew during the test."""
    from web import throttle

    at = time.time()
    monkeypatch.setattr(throttle, "time", SimpleNamespace(time=lambda: at))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for garbage neither while modules are imported nor in what they leave, which stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """SQLite's file is migrated before Django sees it. Otherwise Django would replace it."""
    return django_db_keepdb or database.SERVER is None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """Before pytest-django makes its database: start the server, and have one to copy."""
    if database.SERVER is not None:
        request.getfixturevalue("postgres_server")
    with database.migrated_database():
        yield

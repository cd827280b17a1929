"""What a test finds in the database after one that emptied it."""

import pytest

from tests.services.kept import ROOT

TESTS = """
import pytest
from wagtail.models import Page

@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_first():
    Page.objects.all().delete()

@pytest.mark.django_db
def test_second():
    assert Page.objects.filter(depth=1).exists()

test_the_last = test_first
"""
# pytest-django puts tests that empty the database last. Workers of pytest-xdist do not keep to it.
# The import makes the fixtures stand before pytest-django's own, which migrate an empty database.
CONFTEST = """
import pytest
from tests.conftest import django_db_keepdb, django_db_modify_db_settings

@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.name)
"""
pytestmark = pytest.mark.processes


def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tests: str) -> pytest.RunResult:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_it=tests)
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'backend'}:{ROOT}")
    monkeypatch.setenv("DB_ENGINE", "django.db.backends.sqlite3")
    plugins = ("tests.database", "tests.conftest", "no:randomly")
    return pytester.runpytest_subprocess(*(word for it in plugins for word in ("-p", it)))


def test_it_is_full_again(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    run(pytester, monkeypatch, TESTS).assert_outcomes(passed=3)


def test_a_test_that_would_leave_it_empty_is_refused(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(pytester, monkeypatch, TESTS.replace(", serialized_rollback=True", ""))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*test_it.py::test_first empties the database. Mark it with*"])

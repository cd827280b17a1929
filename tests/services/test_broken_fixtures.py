"""What a run looks like in which a shared fixture fails."""

import pytest

from tests.services.kept import ROOT

TESTS = """
import pytest

@pytest.fixture(scope="{scope}")
def server():
    raise RuntimeError("no port is free")

@pytest.fixture
def client(server):
    return server

@pytest.fixture
def own():
    raise RuntimeError("mine")

def test_one(server): ...
def test_two(client): ...
def test_three(client): ...
def test_own(own): ...
def test_own_too(own): ...
def test_without(): ...
"""
pytestmark = pytest.mark.processes
PLUGINS = ("-p", "tests.broken_fixtures", "-p", "no:django", "-p", "no:randomly")


def run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, *words: str
) -> pytest.RunResult:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    return pytester.runpytest_subprocess(*PLUGINS, "-ra", *words)


@pytest.mark.parametrize("scope", ["session", "module"])
def test_a_shared_fixture_that_fails_is_one_error(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, scope: str
) -> None:
    pytester.makepyfile(test_it=TESTS.format(scope=scope))
    result = run(pytester, monkeypatch, "-k", "not own")
    result.assert_outcomes(errors=1, skipped=2, passed=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    reason = "*a fixture it shares with test_it.py::test_one failed there: *no port is free"
    result.stdout.fnmatch_lines([f"SKIPPED [[]*{reason}"])
    assert result.stdout.str().count('raise RuntimeError("no port is free")') == 1


def test_a_fixture_of_one_test_fails_for_each(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(test_it=TESTS.format(scope="session"))
    run(pytester, monkeypatch, "-k", "own").assert_outcomes(errors=2)


def test_each_worker_reports_it_once(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(test_it=TESTS.format(scope="session"))
    result = run(pytester, monkeypatch, "-k", "not own", "-n1")
    result.assert_outcomes(errors=1, skipped=2, passed=1)

"""A shared fixture that fails is one error. The tests that need it are then skipped because of it.

pytest raises the error of a failed session, package, module or class fixture again for each test
that needs it, with its whole traceback. The first error stays as it is, so the run fails.
"""

from collections.abc import Generator
from typing import Final

import pytest

FIRST: Final = pytest.StashKey[list[tuple[BaseException, str]]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "setup" and call.excinfo is not None and report.failed:
        first = first_test_that_met(call.excinfo.value, item)
        if first != item.nodeid:
            reason = f"a fixture it shares with {first} failed there: {call.excinfo.exconly()}"
            path, line, _ = item.location
            report.outcome = "skipped"
            report.longrepr = (path, (line or 0) + 1, " ".join(reason.split())[:300])
    return report


def first_test_that_met(error: BaseException, item: pytest.Item) -> str:
    """The test's own id where nobody met it before. A repeated error is the same object."""
    met = item.config.stash.setdefault(FIRST, [])
    for known, test in met:
        if known is error:
            return test
    met.append((error, item.nodeid))
    return item.nodeid

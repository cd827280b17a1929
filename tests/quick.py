"""The marker `quick`, for tests that start no process: no server, no browser, no package.

Nobody writes the marker. What a test and its fixtures name is followed through the functions and
classes of this project; if that leads to a module of PROCESSES, or to a file that only the other
tests have installed, the test is not quick. In a run of quick tests, a test that starts a process
in a way that this does not see fails.
"""

import sys
from collections.abc import Iterator
from functools import cache
from inspect import unwrap
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).parents[1]
OURS: Final = {"tests", "core", "delivery", "function", "operations", "provisioner", "web"}
PROCESSES: Final = {"subprocess", "multiprocessing", "psutil", "playwright"}
STARTS: Final = {"subprocess.Popen", "os.fork", "os.posix_spawn", "os.system"}
# Where files are that `make test-quick` does not install or build.
INSTALLED: Final = {"node_modules", "build", "dist"}
REMEDY: Final = "This test starts a process, but has the marker `quick`. Mark it with `processes`."
# They prepare the test database, which is SQLite in a quick run.
DATABASE: Final = {"django_db_setup", "django_db_modify_db_settings"}

calls: list[str] = []  # the quick test that runs


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and is_quick(item):
            item.add_marker("quick")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("markexpr") == "quick":
        sys.addaudithook(refuse_processes)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    calls.append(item.nodeid)
    try:
        return (yield)
    finally:
        calls.pop()


def refuse_processes(event: str, arguments: tuple[Any, ...]) -> None:
    if event in STARTS and calls:
        pytest.fail(REMEDY)


def is_quick(item: pytest.Function) -> bool:
    """Whether neither the test nor any of its fixtures starts a process."""
    defined = item._fixtureinfo.name2fixturedefs
    fixtures = [it.func for name in set(defined) - DATABASE for it in defined[name]]
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    values = (it for it in parameters if isinstance(it, type | FunctionType))
    named = [item.function, *fixtures, *values]
    marked = item.get_closest_marker("processes")
    return not marked and not any(starts_processes(it) for it in named)


@cache
def starts_processes(function: Any) -> bool:
    """Whether what the function names leads to a module of PROCESSES, or to a file of INSTALLED."""
    reached: set[int] = set()
    waiting: list[Any] = [function]
    while waiting:
        found = waiting.pop()
        if id(found) in reached:
            continue
        reached.add(id(found))
        if package(found) in PROCESSES or is_installed(found):
            return True
        if package(found) in OURS:
            waiting += named_by(found)
    return False


def is_installed(found: Any) -> bool:
    return (
        isinstance(found, Path)
        and found.is_relative_to(ROOT)
        and not INSTALLED.isdisjoint(found.relative_to(ROOT).parts)
    )


def package(found: Any) -> str:
    name = found.__name__ if isinstance(found, ModuleType) else getattr(found, "__module__", "")
    return str(name).split(".")[0]


def named_by(found: Any) -> Iterator[Any]:
    """The globals that a function names, and what it names of modules; what a class consists of."""
    found = getattr(found, "__func__", found)
    if isinstance(found, type):
        yield from (getattr(it, "fget", it) for it in vars(found).values())
        yield from found.__bases__
    elif isinstance(found := unwrap(found), FunctionType):
        names = set(names_in(found.__code__))
        known = [found.__globals__[name] for name in names & set(found.__globals__)]
        yield from known
        for module in (it for it in known if isinstance(it, ModuleType)):
            yield from (getattr(module, name) for name in names if hasattr(module, name))


def names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)

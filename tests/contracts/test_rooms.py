"""The code is organised by subject: few rooms, on few levels, and no circle of imports."""

import re
import subprocess
from pathlib import Path
from typing import Final

from tests.contracts.rooms import backend, between, cycle, delivery, imports, levels

ROOT: Final = Path(__file__).parents[2]
FOLDERS: Final = {"backend", "container", "docs", "frontend", "tests"}
FILES: Final = {
    *("CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "README.md", "pyproject.toml"),
    "zappa_settings.json",
}
ALSO: Final = re.compile(r"\..+|requirements(-\w+)?\.txt")


def test_nothing_else_is_at_the_top() -> None:
    """Redirecting output to a wrong file name, for example, leaves a file there."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    top = {path.partition("/")[0] for path in listed}
    assert {one for one in top if not ALSO.fullmatch(one)} == FOLDERS | FILES


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Packages are left out: to import a module is to import the packages above it."""
    modules = imports()
    packages = {one.rpartition(".")[0] for one in modules}
    graph = {one: found - packages for one, found in modules.items() if one not in packages}
    assert cycle(graph) == []


def test_the_rooms_of_delivery_are_few() -> None:
    graph = between(delivery())
    assert cycle(graph) == []
    assert len(graph) <= 15
    assert max(levels(graph).values()) <= 7


def test_the_rooms_of_the_backend_stand_on_few_levels() -> None:
    graph = between(backend())
    assert cycle(graph) == []
    assert max(levels(graph).values()) <= 7


def test_a_circle_is_found() -> None:
    assert set(cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}
    assert levels({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"a": 3, "b": 2, "c": 1}

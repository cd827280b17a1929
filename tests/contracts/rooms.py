"""The rooms of the code and what they import: `python -m tests.contracts.rooms` prints them.

A room is a package of the backend, or a folder of delivery. Its level is one above the highest of
those that it imports.
"""

import sys
from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import Final

import grimp

from tests.commands import BACKEND

PACKAGES: Final = sorted(path.parent.name for path in BACKEND.glob("*/__init__.py"))
Imports = Mapping[str, set[str]]


@cache
def imports() -> Imports:
    """The modules that each module imports, inside functions and for types alone too."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def room(module: str) -> str:
    """``delivery.aws`` of ``delivery.aws.ecs``, ``content`` of ``content.blocks.hero``."""
    parts = module.split(".")
    return ".".join(parts[: 2 if parts[0] == "delivery" else 1])


def between(rooms: Iterable[str]) -> Imports:
    """Which of these rooms import which."""
    found: dict[str, set[str]] = {name: set() for name in rooms}
    for module, imported in imports().items():
        targets = {room(one) for one in imported} - {room(module)}
        if room(module) in found:
            found[room(module)] |= targets & found.keys()
    return found


def cycle(graph: Imports) -> list[str]:
    """One circle of imports, or nothing."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def levels(graph: Imports) -> dict[str, int]:
    """Raises CycleError."""
    found: dict[str, int] = {}
    for name in TopologicalSorter(graph).static_order():
        found[name] = 1 + max((found[one] for one in graph[name]), default=0)
    return found


def delivery() -> list[str]:
    names = {room(module) for module in imports() if module.startswith("delivery.")}
    return sorted(name for name in names if (BACKEND / name.replace(".", "/")).is_dir())


def backend() -> list[str]:
    """Without core, whose settings and addresses know every app while all know its variables."""
    return [name for name in PACKAGES if name not in {"core", "delivery"}]


def table(names: list[str]) -> str:
    graph = between(names)
    by_level = sorted(levels(graph).items(), key=lambda row: (-row[1], row[0]))
    count = {name: sum(room(module) == name for module in imports()) for name in names}
    return "\n".join(
        f"{level:>5}  {count[name]:>7}  {name:<22} {', '.join(sorted(graph[name]))}"
        for name, level in by_level
    )


if __name__ == "__main__":
    heading = "level  modules  room                   imports"
    sys.stdout.write(f"{heading}\n{table(backend())}\n\n{heading}\n{table(delivery())}\n")

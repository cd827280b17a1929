"""What a change costs: bytes, queries, modules imported at start, dependencies."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

from delivery.compare.report import Amount, Cost
from tests.compare.capture import HASH
from tests.compare.differences import Rows, of_amounts, of_mappings, of_sets
from tests.compare.sides import Side
from tests.compare.sizes import PINNED, canonical, sizes
from tests.services.kept import ROOT

# Requirements of what runs, what delivers, and what tests; the site's own.
LOCKS: Final = ("requirements.txt", "requirements-delivery.txt", "requirements-dev.txt")
NODE_LOCK: Final = "frontend/package-lock.json"
TOOLS: Final = ROOT / "build" / "tools"
SITE_PACKAGES: Final = "lib/python3.11/site-packages"
UNKNOWN: Final = "unknown licence"
TEXT: Final = frozenset({".js", ".css", ".html", ".json", ".svg", ".txt", ".xml", ".webmanifest"})
MADE_OF_OTHERS: Final = frozenset({".gz", ".br", ".map"})
NAME_IN_CODE: Final = re.compile(HASH.pattern.encode())


def cost(
    sites: tuple[Path, Path],
    facts: tuple[Mapping[str, Any], Mapping[str, Any]],
    sides: tuple[Side, Side],
    rows: Rows,
) -> Cost:
    before, after = (site_bytes(dist) for dist in sites)
    totals = of_amounts({"total": sum(before.values())}, {"total": sum(after.values())})
    modules = [set(side["modules"]) for side in facts]
    installed = [side.python.parents[1] / SITE_PACKAGES for side in sides]
    unpacked = [sizes(side.root, place) for side, place in zip(sides, installed, strict=True)]
    places = (*installed, TOOLS / SITE_PACKAGES)
    needs = [dependencies(side.root, places) for side in sides]
    return Cost(
        site_bytes=rows.first(of_amounts(before, after)),
        total_site_bytes=next(iter(totals), None),
        unpacked_bytes=of_amounts(*unpacked),
        cold_queries=rows.first(of_amounts(queries(facts[0], 0), queries(facts[1], 0))),
        warm_queries=rows.first(of_amounts(queries(facts[0], 1), queries(facts[1], 1))),
        modules=amount("modules", len(modules[0]), len(modules[1])),
        module_names=rows.first(of_sets(*modules)),
        dependencies=rows.first(of_mappings(*needs)),
    )


def amount(what: str, before: int, after: int) -> Amount | None:
    return Amount(what=what, before=before, after=after) if before != after else None


def site_bytes(dist: Path) -> dict[str, int]:
    """Bytes after gzip by name without hash. Hashes of other files in a file count for nothing."""
    sizes: Counter[str] = Counter()
    for path in sorted(dist.rglob("*")):
        if path.is_file() and path.suffix not in MADE_OF_OTHERS and ".vite" not in path.parts:
            content = path.read_bytes()
            if path.suffix in TEXT:
                content = gzip.compress(NAME_IN_CODE.sub(b"", content), mtime=0)
            sizes[HASH.sub("", str(path.relative_to(dist)))] += len(content)
    return dict(sizes)


def queries(facts: Mapping[str, Any], which: int) -> dict[str, int]:
    return {address: counts[which] for address, counts in facts["queries"].items()}


def dependencies(root: Path, places: tuple[Path, ...]) -> dict[str, str]:
    """``version, licence`` by lock file and name. What is installed in ``places`` says which."""
    found = {}
    for lock in LOCKS:
        if (root / lock).exists():
            for name, version in PINNED.findall((root / lock).read_text()):
                words = licences(places).get((canonical(name), version), UNKNOWN)
                found[f"{lock}: {name}"] = f"{version}, {words}"
    packages = json.loads((root / NODE_LOCK).read_text())["packages"]
    for place, package in packages.items():
        if place:
            name = place.removeprefix("node_modules/")
            version, words = package.get("version", ""), package.get("license", UNKNOWN)
            found[f"{NODE_LOCK}: {name}"] = f"{version}, {words}"
    return found


@cache
def licences(places: tuple[Path, ...]) -> dict[tuple[str, str], str]:
    """By name and version of each package that is installed there."""
    return {
        (canonical(one.metadata["Name"]), one.version): licence(one.metadata)
        for one in distributions(path=list(map(str, places)))
    }


def licence(facts: Any) -> str:
    """As a package's metadata says."""
    classifiers = facts.get_all("Classifier") or []
    of_licence = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")]
    own = (facts.get_all(name) or [] for name in ("License-Expression", "License"))
    words = [one for found in own for one in found]
    return next((one.splitlines()[0] for one in [*words, *of_licence] if one), UNKNOWN)

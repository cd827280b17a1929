"""What a change costs: bytes of the site, queries, modules imported at start, dependencies."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, Final

from delivery.compare.report import Amount, Cost
from tests.compare.capture import HASH
from tests.compare.differences import Rows, of_amounts, of_mappings, of_sets

# Requirements of what runs, what delivers, and what tests; the site's own.
LOCKS: Final = ("requirements.txt", "requirements-delivery.txt", "requirements-dev.txt")
NODE_LOCK: Final = "frontend/package-lock.json"
PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)
TEXT: Final = frozenset({".js", ".css", ".html", ".json", ".svg", ".txt", ".xml", ".webmanifest"})
MADE_OF_OTHERS: Final = frozenset({".gz", ".br", ".map"})
NAME_IN_CODE: Final = re.compile(HASH.pattern.encode())


def cost(
    sites: tuple[Path, Path],
    facts: tuple[Mapping[str, Any], Mapping[str, Any]],
    roots: tuple[Path, Path],
    rows: Rows,
) -> Cost:
    before, after = (site_bytes(dist) for dist in sites)
    totals = of_amounts({"total": sum(before.values())}, {"total": sum(after.values())})
    modules = [set(side["modules"]) for side in facts]
    return Cost(
        site_bytes=rows.first(of_amounts(before, after)),
        total_site_bytes=next(iter(totals), None),
        cold_queries=rows.first(of_amounts(queries(facts[0], 0), queries(facts[1], 0))),
        warm_queries=rows.first(of_amounts(queries(facts[0], 1), queries(facts[1], 1))),
        modules=amount("modules", len(modules[0]), len(modules[1])),
        module_names=rows.first(of_sets(*modules)),
        dependencies=rows.first(of_mappings(dependencies(roots[0]), dependencies(roots[1]))),
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


def dependencies(root: Path) -> dict[str, str]:
    """``version, licence`` by lock file and name."""
    found = {}
    for lock in LOCKS:
        if (root / lock).exists():
            for name, version in PINNED.findall((root / lock).read_text()):
                found[f"{lock}: {name}"] = f"{version}, {licence(name)}"
    packages = json.loads((root / NODE_LOCK).read_text())["packages"]
    for place, package in packages.items():
        if place:
            name = place.removeprefix("node_modules/")
            version, words = package.get("version", ""), package.get("license", "unknown licence")
            found[f"{NODE_LOCK}: {name}"] = f"{version}, {words}"
    return found


def licence(name: str) -> str:
    """As the installed package says. One that is not installed here says nothing."""
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return "unknown licence"
    classifiers = facts.get_all("Classifier") or []
    of_licence = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")]
    own = (facts.get_all(name) or [] for name in ("License-Expression", "License"))
    words = [one for found in own for one in found]
    return next((one.splitlines()[0] for one in [*words, *of_licence] if one), "unknown licence")

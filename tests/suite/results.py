"""What a part's JUnit report says; pytest and Vitest both write one."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree


@dataclass
class Results:
    """Counts of tests, the names of failed ones, and seconds by area (the sum of its tests)."""

    passed: int = 0
    skipped: int = 0
    failed: list[str] = field(default_factory=list)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))


def read(report: Path, part: str, areas: tuple[str, ...]) -> Results:
    """The results in `report`; none where the part ended before all was written."""
    results = Results()
    try:
        cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 (this run wrote it)
    except (FileNotFoundError, ElementTree.ParseError):
        return results
    for case in cases:
        _add(results, case, part, areas)
    return results


def _add(results: Results, case: ElementTree.Element, part: str, areas: tuple[str, ...]) -> None:
    where = case.get("classname", "")
    folder = where.removeprefix("tests.").split(".")[0]
    results.seconds[folder if folder in areas else part] += float(case.get("time") or 0)
    found = {child.tag for child in case}
    if found & {"failure", "error"}:
        results.failed.append(f"{where} {case.get('name')}")
    elif "skipped" in found:
        results.skipped += 1
    else:
        results.passed += 1

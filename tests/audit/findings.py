"""What an audit found, and how it says so."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace


class AuditFailedError(Exception):
    """A source could not be audited. That is no good result, and no bad one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``ids`` are the names of one vulnerability, such as ``CVE-2021-23337``."""

    package: str
    version: str
    ids: frozenset[str]
    title: str = ""
    fixed_in: str = ""

    def __str__(self) -> str:
        fixed = f"fixed in {self.fixed_in}" if self.fixed_in else "no fix is known"
        name = f"{self.package} {self.version}".strip()
        return " · ".join(filter(None, [name, ", ".join(sorted(self.ids)), self.title, fixed]))


@dataclass(frozen=True, slots=True)
class Report:
    """Of one lock file. ``packages`` counts what its database was asked about."""

    source: str
    packages: int
    findings: list[Finding] = field(default_factory=list)

    def without(self, accepted: Collection[str]) -> "Report":
        left = [one for one in self.findings if one.ids.isdisjoint(accepted)]
        return replace(self, findings=left)

    def lines(self) -> Iterator[str]:
        count = len(self.findings)
        yield f"{self.source:28} {self.packages:5} packages   {count or 'none'} known"
        yield from (f"  {finding}" for finding in self.findings)


def outdated(accepted: Mapping[str, str], reports: Iterable[Report]) -> Iterator[str]:
    """What is accepted in pyproject.toml, though nothing has it any more."""
    known = {name for report in reports for found in report.findings for name in found.ids}
    for name in accepted.keys() - known:
        yield f"{name} is accepted in pyproject.toml, but no lock file has it: remove it there."

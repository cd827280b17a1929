"""Findings of a proof that stop a release: the task's own, and costs that grew since the last one.

`manage.py prove` prints JSON among its lines. Queries and size are compared with some tolerance.
CPU time depends on the machine, so a difference is only printed. Pure.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from delivery.tools.errors import DeliveryError

PREFIX: Final = '{"proof":'
# More than before by this much, and by this share, is a finding.
QUERIES, QUERIES_SHARE = 3, 0.25
BYTES, BYTES_SHARE = 512, 0.25
CPU_MS, CPU_SHARE = 20.0, 1.0

Costs = Mapping[str, Any]
Finding = tuple[str, str]  # its name, and what was found


@dataclass(frozen=True, slots=True)
class Proof:
    """``probes`` are costs by name, ``secrets`` the names of the task's secrets. ``compared`` is
    false if production did not respond.
    """

    probes: dict[str, Costs] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    compared: bool = False
    ended: bool = False

    @property
    def record(self) -> dict[str, Any]:
        """The costs with which the next release is compared."""
        return {"probes": dict(self.probes), "secrets": self.secrets}


def read(lines: Iterable[str]) -> Proof:
    """Read a proof from a task's lines. Lines that are not valid are ignored."""
    probes: dict[str, Costs] = {}
    findings: list[Finding] = []
    facts: dict[str, Any] = {}
    for line in lines:
        part = document(line)
        probes |= part.pop("probes", {})
        findings += [(one["name"], one["words"]) for one in part.pop("findings", [])]
        facts |= part
    names = ("secrets", "compared", "ended")
    return Proof(probes, findings, **{name: facts[name] for name in names if name in facts})


def document(line: str) -> dict[str, Any]:
    if not line.startswith(PREFIX):
        return {}
    try:
        found: dict[str, Any] = json.loads(line)["proof"]
    except ValueError:
        return {}
    return found


def without_documents(lines: Iterable[str]) -> list[str]:
    return [line for line in lines if not line.startswith(PREFIX)]


def regressions(now: Proof, before: Mapping[str, Any]) -> list[Finding]:
    """Findings for costs that are higher than in ``record``, which is the last release's."""
    found = [
        (f"secret:{name}", "the previous release had it, and this one does not")
        for name in sorted({*before.get("secrets", ())} - {*now.secrets})
    ]
    for name, costs, older in pairs(now, before):
        if is_more(costs["queries"], older["queries"], QUERIES, QUERIES_SHARE):
            words = f"{costs['queries']}, and {older['queries']} in the previous release"
            found.append((f"queries:{name}", words))
        # Editors change pages between two releases: production's size now is the better measure.
        if not now.compared and differs(costs["bytes"], older["bytes"], BYTES, BYTES_SHARE):
            words = f"{costs['bytes']} bytes, and {older['bytes']} in the previous release"
            found.append((f"size:{name}", words))
    return found


def slower(now: Proof, before: Mapping[str, Any]) -> list[str]:
    """Messages about slower responses. They stop nothing: the machine may have been busy."""
    return [
        (f"CPU of {name}: {costs['cpu_ms']} ms, and {older['cpu_ms']} ms in the previous release")
        for name, costs, older in pairs(now, before)
        if is_more(costs["cpu_ms"], older["cpu_ms"], CPU_MS, CPU_SHARE)
    ]


def pairs(now: Proof, before: Mapping[str, Any]) -> Iterable[tuple[str, Costs, Costs]]:
    """Costs of the same address in both. After a page was withdrawn, addresses may differ."""
    older = before.get("probes", {})
    for name, costs in now.probes.items():
        if name in older and older[name]["path"] == costs["path"]:
            yield name, costs, older[name]


def is_more(now: float, before: float, by: float, share: float) -> bool:
    return now - before > max(by, share * before)


def differs(now: float, before: float, by: float, share: float) -> bool:
    return abs(now - before) > max(by, share * before)


def unproved(version: str, refused: Sequence[Finding]) -> DeliveryError:
    """The error that names what stops a release."""
    told = "\n".join(f"    {name}: {words}" for name, words in refused)
    accepting = " ".join(f"--accept {name}" for name, _ in refused)
    return DeliveryError(
        f"The proof of {version[:12]} failed, and the service was not changed:\n{told}",
        "Correct this and release the next commit. If it is intended, release again with "
        f"{accepting}",
    )


def refused(findings: Sequence[Finding], accepted: Sequence[str]) -> list[Finding]:
    return [one for one in findings if one[0] not in accepted]

"""Prove the code and the configuration at hand.

start the server → ask each address of the sample → compare with production's response now →
ask again what differs, for editors may have published in between → look at the files
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings

from core.environment import given_secrets
from proof import comparison, files, sample, shapes
from proof.findings import Finding, Named, by_name
from proof.probes import Backend, Probe, ProbeResponse, production, proved
from proof.server import Server, serving

SETTLE_SECONDS: Final = 10.0  # longer than anything keeps an older version of the content
PROOF_SECONDS: Final = 300.0
PROBES_A_LINE: Final = 20

Say = Callable[[str], None]


@dataclass
class Proof:
    """``probes`` are costs by name; ``compared`` is false where production does not respond."""

    probes: dict[str, dict[str, Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    secrets: list[str] = field(default_factory=given_secrets)
    compared: bool = False

    def named(self) -> list[Named]:
        return by_name(self.findings)

    def documents(self) -> Iterator[dict[str, Any]]:
        """For a program, in parts that no log cuts: their keys go together."""
        rows = list(self.probes.items())
        for first in range(0, len(rows), PROBES_A_LINE):
            yield {"probes": dict(rows[first : first + PROBES_A_LINE])}
        for one in self.named():
            yield {"findings": [one.as_data()]}
        yield {"secrets": self.secrets, "compared": self.compared, "ended": True}


def prove(public: str, say: Say, settle: float = SETTLE_SECONDS) -> Proof:
    """``public`` is production's address. Raises CannotServe."""
    with ExitStack() as stack:
        server = stack.enter_context(serving())
        release = stack.enter_context(proved(server.port, settings.API_BASE_URL or public))
        now = stack.enter_context(production(public))
        return Proving(server, release, now, settle, say).run()


class Proving:
    def __init__(
        self, server: Server, release: Backend, now: Backend, settle: float, say: Say
    ) -> None:
        self.server, self.release, self.now = server, release, now
        self.settle, self.say = settle, say
        self.give_up_at = time.monotonic() + PROOF_SECONDS
        self.proof = Proof()

    def run(self) -> Proof:
        proof = self.proof
        proof.compared = self.now.get("/livez/").status == 200
        if not proof.compared:
            self.say(
                f"{self.now.url} does not respond, so the release is not compared with production"
            )
        probes = sample.probes()
        differing = [probe for probe in probes if self.differs(probe)]
        if differing:
            time.sleep(self.settle)
        for probe in differing:
            proof.findings += self.differences(probe, self.release.get(probe.path))
        proof.findings += files.faults(self.named_files())
        if any(one.name.startswith("status:") for one in proof.findings):
            for line in self.server.last_lines('"level":"ERROR"'):
                self.say(line)
        self.say(f"{len(probes)} addresses asked, {len(proof.named())} findings")
        return proof

    def differs(self, probe: Probe) -> bool:
        """Whether production's response is another one. What is wrong by itself is kept."""
        if time.monotonic() > self.give_up_at:
            words = f"was not requested: the proof took longer than {PROOF_SECONDS:.0f} s"
            self.proof.findings.append(Finding("time:proof", probe.name, words))
            return False
        found = self.release.get(probe.path)
        self.proof.probes[probe.name] = costs(probe, found)
        if faults := list(comparison.faults(probe, found)):
            self.proof.findings += faults
            return False
        return bool(self.differences(probe, found))

    def differences(self, probe: Probe, found: ProbeResponse) -> list[Finding]:
        if not self.proof.compared:
            return []
        return list(comparison.differences(probe, found, self.now.get(probe.path)))

    def named_files(self) -> list[str]:
        """What the sign-in page asks for."""
        page = self.release.get("/admin/login/").body.decode(errors="replace")
        return [one for one in shapes.tags(page).files if one.startswith(settings.STATIC_URL)]


def costs(probe: Probe, found: ProbeResponse) -> dict[str, Any]:
    return {
        "path": probe.path,
        "status": found.status,
        "queries": found.costs.get("queries", 0),
        "cpu_ms": found.costs.get("cpu_ms", 0),
        "bytes": len(found.body),
    }

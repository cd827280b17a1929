"""What is wrong with a response, and how it differs from production's to the same address.

Editors' content is the same on both sides, so structure, head and headers are to be equal. The size
may differ by a quarter, or by 512 bytes where that is more.
"""

from collections.abc import Iterator
from typing import Final

from proof.findings import Finding
from proof.probes import Probe, ProbeResponse
from proof.shapes import CannotRead

HEADERS: Final = (
    *("content-type", "cache-control", "content-security-policy", "x-frame-options"),
    *("strict-transport-security", "x-content-type-options", "access-control-allow-origin"),
)
SIZE_SHARE: Final = 0.25
SIZE_BYTES: Final = 512


def faults(probe: Probe, found: ProbeResponse) -> Iterator[Finding]:
    """What is wrong whatever production responds."""
    if found.status != probe.expects:
        words = found.fault or f"returned {found.status}, not {probe.expects}"
        yield Finding(f"status:{probe.name}", probe.name, words)
        return
    try:
        _ = found.shape
    except CannotRead as error:
        yield Finding(f"structure:{probe.name}", probe.name, str(error))
    for statement in found.costs.get("writes", ()):
        yield Finding(f"write:{probe.name}", probe.name, f"tries to write: {statement}")
    for host in found.costs.get("calls", ()):
        yield Finding(f"call:{probe.name}", probe.name, f"calls {host} while a visitor waits")


def differences(probe: Probe, found: ProbeResponse, now: ProbeResponse) -> Iterator[Finding]:
    """From production's response now. Where production fails, there is nothing to compare with."""
    if now.status != found.status:
        if now.status and now.status < 500:
            words = f"returned {found.status}, production {now.status}"
            yield Finding(f"status:{probe.name}", probe.name, words)
        return
    try:
        gone, new = now.shape - found.shape, found.shape - now.shape
    except CannotRead:
        return
    if gone and not found.shape:
        words = "renders nothing that production has"
        yield Finding(f"structure:{probe.group}:everything", probe.name, words)
        return
    for line in topmost(gone):
        yield difference("structure", probe, line, "production has it, the release has not")
    for line in topmost(new):
        yield difference("structure", probe, line, "the release has it, production has not")
    for name in sorted(now.head.keys() | found.head.keys()):
        before, after = now.head.get(name), found.head.get(name)
        if before != after:
            yield difference("head", probe, name, f"{short(after)}, in production {short(before)}")
    for name in HEADERS:
        before, after = now.headers.get(name), found.headers.get(name)
        if before != after:
            words = f"{short(after)}, in production {short(before)}"
            yield difference("header", probe, name, words)
    yield from size(probe, len(found.body), len(now.body))


def topmost(lines: frozenset[str]) -> list[str]:
    """Without those that are parts of another."""
    paths = {line.partition(": ")[0] for line in lines}
    return sorted(line for line in lines if not any(line.startswith(f"{one}.") for one in paths))


def size(probe: Probe, found: int, now: int) -> Iterator[Finding]:
    if abs(found - now) > max(SIZE_BYTES, SIZE_SHARE * now):
        words = f"{found} bytes, in production {now}"
        yield Finding(f"size:{probe.name}", probe.name, words)


def difference(kind: str, probe: Probe, what: str, words: str) -> Finding:
    return Finding(f"{kind}:{probe.group}:{what.replace(': ', '=')}", probe.name, words)


def short(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"

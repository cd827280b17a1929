"""Recorded releases as text with 80 columns. Pure."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from delivery.records.releases import Release, short

WIDTH: Final = 80
INDENT: Final = 18
NOTHING: Final = "not recorded"
# What two releases are compared by: the heading, and the field of a record.
PARTS: Final = (
    ("commit", "version"),
    ("image", "image"),
    ("task definition", "task_definition"),
    ("static files", "static"),
    ("site", "site"),
    ("content", "content"),
)


def row(one: Release, in_service: str) -> tuple[str, ...]:
    return (
        to_the_second(one.at),
        one.version[:12],
        "serving" if serves(one, in_service) else one.state,
        short(one.task_definition),
        one.who.rpartition("/")[2],
        ", ".join(one.smoke) or one.reason[:60],
    )


def to_the_second(moment: str) -> str:
    return f"{moment[:19]}Z"


def serves(one: Release, in_service: str) -> bool:
    return bool(one.task_definition) and one.task_definition == in_service


def shown(one: Release, in_service: str) -> str:
    """A release's record without the bootstrap's lines and the proof's figures, which JSON has."""
    site = f"{one.site}, deployed {to_the_second(one.site_at)}" if one.site else ""
    secrets = [f"{name} {version}" for name, version in sorted(one.secrets.items())]
    lines = [
        *entry("commit", one.version),
        *entry("state", "serving" if serves(one, in_service) else one.state),
        *entry("when and who", f"{to_the_second(one.at)} {one.who}"),
        *(entry("reason", one.reason) if one.reason else ()),
        *entry("image", one.image),
        *entry("task definition", f"{short(one.task_definition)}, before {short(one.previous)}"),
        *entry("secrets", *secrets),
        *entry("migrations", " ".join(one.migrations)),
        *entry("static files", f"manifest {one.static}" if one.static else ""),
        *entry("site", site),
        *entry("content", f"version {one.content}" if one.content else ""),
        *entry("accepted", " ".join(one.accepted) or "no difference"),
        *entry("smoke", ", ".join(one.smoke)),
    ]
    return "\n".join(lines)


def entry(heading: str, *texts: str) -> Iterator[str]:
    """The heading, and beside it the texts, each from a line of its own."""
    lines = [line for text in texts for line in wrapped(text)] or [NOTHING]
    for number, line in enumerate(lines):
        yield f"{'' if number else heading:<{INDENT}}{line}"


def wrapped(text: str) -> list[str]:
    """The text broken at spaces. A word that is too long is broken anywhere."""
    return textwrap.wrap(text, WIDTH - INDENT, break_on_hyphens=False)


def differences(older: Release, newer: Release) -> dict[str, dict[str, list[str]]]:
    """For each part that differs: the older release's value and the newer one's."""
    found = {
        heading: {"from": values(getattr(older, name)), "to": values(getattr(newer, name))}
        for heading, name in PARTS
        if getattr(older, name) != getattr(newer, name)
    }
    for heading, before, after in (
        ("migrations", older.migrations, newer.migrations),
        ("secrets", items(older.secrets), items(newer.secrets)),
        ("accepted", older.accepted, newer.accepted),
    ):
        if set(before) != set(after):
            found[heading] = {
                "from": sorted({*before} - {*after}),
                "to": sorted({*after} - {*before}),
            }
    return found


def values(value: object) -> list[str]:
    return [str(value)] if value else []


def items(versions: dict[str, str]) -> list[str]:
    return [f"{name} {version}" for name, version in versions.items()]


def compared(older: Release, newer: Release) -> str:
    """The differences as lines. Those with a minus are the older release's."""
    found = differences(older, newer)
    if not found:
        return "The records do not differ."
    lines: list[str] = []
    for heading, sides in found.items():
        marked = [*signed("-", sides["from"]), *signed("+", sides["to"])]
        for number, line in enumerate(marked):
            lines.append(f"{'' if number else heading:<{INDENT}}{line}")
    return "\n".join(lines)


def signed(sign: str, texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        for number, line in enumerate(textwrap.wrap(text, WIDTH - INDENT - 2)):
            yield f"{' ' if number else sign} {line}"

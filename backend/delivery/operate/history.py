"""The audit of operators' commands, as `run` writes it: two lines a command, or more. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from delivery.operate.health import lasting

ROLE: Final = re.compile(r"arn:[\w-]+:sts::\d+:assumed-role/([^/\s]+)/\S+")
RUNS: Final = "it runs, or its end was not written"


@dataclass(slots=True)
class Entry:
    """One command. ``end`` is how it ended, in words."""

    at: str
    who: str
    stage: str
    command: str
    end: str = RUNS
    revision: str = ""
    task: str = ""


def entries(messages: Iterable[str], stage: str) -> list[Entry]:
    """The commands on that stage, the oldest first. What is no line of an audit is left out."""
    found: list[Entry] = []
    for line in filter(None, map(parsed, messages)):
        if line["stage"] != stage:
            continue
        entry = None if line["event"] in {"started", "refused"} else begun(found, line)
        if entry is None:
            entry = Entry(*(str(line[key]) for key in ("at", "who", "stage", "command")))
            entry.revision = str(line.get("revision", ""))
            found.append(entry)
        entry.task = str(line.get("task", ""))
        entry.end = ended(line)
    return found


def begun(found: list[Entry], line: Mapping[str, Any]) -> Entry | None:
    """The entry of the same task; where the line names none that was left, the oldest one of the
    same caller and command that has no end yet.
    """
    if of_task := next((one for one in found if one.task == line.get("task")), None):
        return of_task
    same = (line["who"], line["command"])
    return next((one for one in found if one.end == RUNS and (one.who, one.command) == same), None)


def parsed(message: str) -> dict[str, Any]:
    try:
        found = json.loads(message)
    except ValueError:
        return {}
    known = isinstance(found, dict) and {"at", "who", "stage", "command", "event"} <= found.keys()
    return found if known else {}


def ended(line: Mapping[str, Any]) -> str:
    if line["event"] == "started":
        return RUNS
    if line["event"] == "left":
        return f"it continues as the task {line['task']}, or its end was not written"
    if line["event"] == "ended":
        return f"exit code {line['exit_code']} after {lasting(line['duration_ms'] / 1000)}"
    return f"{line['event']}: {line.get('why', 'no reason given')}"


def shown(entry: Entry) -> str:
    """Two lines: when and who; what, and how it ended."""
    who = ROLE.sub(r"\1", entry.who)
    revision = f" on {entry.revision}" if entry.revision else ""
    return f"{entry.at}  {who}\n    {entry.command}{revision}\n    {entry.end}"

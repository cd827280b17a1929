"""iCalendar files as four readers see them, which know nothing of each other or of this site."""

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import dateutil.parser
import dateutil.tz
import icalendar
import vobject

from tests.services.installation import HERE, INSTALL, NODE_MODULES

Reader = Callable[[Sequence[bytes]], "list[Reading]"]


class Reading(NamedTuple):
    """Of a file's one event. Times are in UTC."""

    uid: str
    sequence: int
    summary: str
    starts: datetime
    ends: datetime


def with_icalendar(files: Sequence[bytes]) -> list[Reading]:
    entries: list[Any] = [icalendar.Calendar.from_ical(file).walk("VEVENT")[0] for file in files]
    return [
        Reading(
            *(str(entry["uid"]), int(entry.get("sequence", 0)), str(entry["summary"])),
            *(entry.decoded(name).astimezone(UTC) for name in ("dtstart", "dtend")),
        )
        for entry in entries
    ]


def with_vobject(files: Sequence[bytes]) -> list[Reading]:
    entries = [vobject.readOne(file.decode()).vevent for file in files]
    return [
        Reading(
            *(entry.uid.value, int(entry.getChildValue("sequence", 0)), entry.summary.value),
            *(time.value.astimezone(UTC) for time in (entry.dtstart, entry.dtend)),
        )
        for entry in entries
    ]


def with_dateutil(files: Sequence[bytes]) -> list[Reading]:
    """It reads times and time zones; the lines around them are found by hand."""
    return [_with_dateutil(re.sub(r"\r\n[ \t]", "", file.decode())) for file in files]


def _with_dateutil(text: str) -> Reading:
    event = text.partition("BEGIN:VEVENT")[2]
    lines = dict(line.split(":", 1) for line in event.splitlines() if ":" in line)
    named = {name.partition(";")[0]: (name, value) for name, value in lines.items()}

    def moment(name: str) -> datetime:
        full, value = named[name]
        read: datetime = dateutil.parser.parse(value)
        if zone := re.search("TZID=([^;]+)", full):
            read = read.replace(tzinfo=dateutil.tz.tzical(io.StringIO(text)).get(zone[1]))
        return read.astimezone(UTC)

    words = re.sub(r"\\(.)", r"\1", named["SUMMARY"][1])
    sequence = int(named.get("SEQUENCE", ("", "0"))[1])
    return Reading(named["UID"][1], sequence, words, moment("DTSTART"), moment("DTEND"))


def with_ical_js(files: Sequence[bytes]) -> list[Reading]:
    node = shutil.which("node")
    assert node, "Node is not on PATH."
    assert (NODE_MODULES / "ical.js").is_dir(), f"ical.js is not installed: run `{INSTALL}`."
    finished = subprocess.run(
        [node, HERE / "calendar.mjs"],
        input=json.dumps([file.decode() for file in files]),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return [
        Reading(*said, *(datetime.fromtimestamp(second, UTC) for second in (starts, ends)))
        for *said, starts, ends in json.loads(finished.stdout)
    ]


READERS: Final[Mapping[str, Reader]] = {
    "icalendar": with_icalendar,
    "vobject": with_vobject,
    "dateutil": with_dateutil,
    "ical.js": with_ical_js,
}

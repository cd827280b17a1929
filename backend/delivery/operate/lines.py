"""Lines of a log as people read them. Pure.

The backend writes JSON, the same on ECS and on Lambda; Lambda adds lines of its own, and a command
prints what it likes.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any, Final

from delivery.aws.logs import Event

# What Lambda says at each invocation and each start of an environment.
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
NOISE: Final = re.compile(r"(START|END) RequestId: |INIT_START ")
STREAM: Final = 4  # characters of a stream's name, which tell tasks and environments apart
STATE: Final = "state"  # `location` of what `delivery status` reads
METRIC: Final = "_aws"  # of a record that is a metric


def shown(event: Event) -> str:
    """The event in one line, and below it what belongs to it; empty for one that tells nothing."""
    text = event.message.rstrip("\n")
    if NOISE.match(text):
        return ""
    record = record_of(text)
    words = words_of(record) if record else text
    if not words:
        return ""
    at = datetime.fromtimestamp(event.at / 1000, UTC)
    first, *rest = words.splitlines()
    begun = f"{at:%m-%d %H:%M:%S} {event.stream[-STREAM:]}"
    return "\n".join([f"{begun} {first}", *(f"    {line}" for line in rest)])


def record_of(text: str) -> dict[str, Any]:
    """The JSON object that the line is; empty for any other."""
    if not text.startswith("{"):
        return {}
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def words_of(record: dict[str, Any]) -> str:
    """A request, a line of a logger, or a metric. The state of the site is for `status`."""
    location = record.get("location")
    if location == STATE:
        return ""
    if location == "access":
        return request(record)
    if "message" in record:
        return logged(record)
    if METRIC in record:
        return " ".join(f"{name}={value}" for name, value in record.items() if name != METRIC)
    return json.dumps(record)


def request(record: dict[str, Any]) -> str:
    cold = ", cold start" if record.get("cold_start") else ""
    level = "ERROR" if record.get("server_errors") else "INFO"
    took = f"{record.get('duration_ms', 0):.0f} ms{cold}"
    return f"{level:<5} {record['message']}, {took} [{record.get('request_id', '-')}]"


def logged(record: dict[str, Any]) -> str:
    """With the traceback below it, if it has one."""
    message = record["message"]
    text = message if isinstance(message, str) else json.dumps(message)
    asked = f" [{record['request_id']}]" if record.get("request_id") else ""
    first = f"{record.get('level', '-'):<5} {record.get('location', '-')}: {text}{asked}"
    trace = record.get("exception")
    return f"{first}\n{trace}" if trace else first

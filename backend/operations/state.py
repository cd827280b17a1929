"""What only the backend knows: the schema, the content version, waiting mail, the age of sheets.

``settings.STATE`` names a function for each part. The scheduler writes all parts as one JSON line
to the log every minute, and `manage.py state` prints them. The line is also an EMF record, from
which CloudWatch takes how long mail has waited and how many sheets are old. If no line comes, the
scheduler does not run.
"""

import json
import logging
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.utils.module_loading import import_string

from core.environment import stage
from operations.logs import NAMESPACE, SERVICE

logger = logging.getLogger(__name__)

EVERY_SECONDS: Final = 60.0
LOCATION: Final = "state"  # of the line, as the access line's is "access"
METRICS: Final = [
    {
        "Namespace": NAMESPACE,
        "Dimensions": [["stage"]],
        "Metrics": [
            {"Name": "mail_waiting_seconds", "Unit": "Seconds"},
            {"Name": "sheets_old", "Unit": "Count"},
        ],
    }
]

State = dict[str, Any]


def gather() -> State:
    """All parts by name. None for a part that failed."""
    return {name: part(path) for name, path in settings.STATE.items()}


def part(path: str) -> Any:
    """A part that fails does not affect the others."""
    found: Callable[[], Any] = import_string(path)
    try:
        return found()
    except DatabaseError as error:
        logger.warning("%s: the database said %s", path, type(error).__name__)
    except Exception:
        logger.exception("%s failed", path)
    return None


def line(state: State, now: float) -> str:
    """The log line. If a part is None, its metric is left out."""
    mail, sheets = state.get("mail"), state.get("sheets")
    record: dict[str, Any] = {
        "level": "INFO",
        "location": LOCATION,
        "message": "The state of the site",
        "timestamp": datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds"),
        "service": SERVICE,
        "stage": stage(),
        "version": settings.APP_VERSION,
        "state": state,
        "_aws": {"Timestamp": int(now * 1000), "CloudWatchMetrics": METRICS},
    }
    if mail is not None:
        record["mail_waiting_seconds"] = mail["oldest_seconds"]
    if sheets is not None:
        record["sheets_old"] = sheets["old"]
    return json.dumps(record, separators=(",", ":"))


def is_due(descriptor: int) -> bool:
    """Whether no process of this machine wrote the state in the last minute.

    The file's size and time show this: a new file is empty.
    """
    found = os.fstat(descriptor)
    return not found.st_size or time.time() - found.st_mtime >= EVERY_SECONDS


def write(descriptor: int) -> None:
    """Write the line, and mark in the file that it was written."""
    sys.stdout.write(f"{line(gather(), time.time())}\n")
    sys.stdout.flush()
    os.pwrite(descriptor, b"written\n", 0)

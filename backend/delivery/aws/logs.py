"""CloudWatch Logs: groups, one stream followed, and a line appended to another."""

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from delivery.aws.consistency import once_known
from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError


class Stream:
    """One stream read from its beginning, a piece at a time.

    A page may be empty although more follow. Only at the end the next token stays the same.
    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
    """

    def __init__(self, group: str, name: str) -> None:
        self.group, self.name = group, name
        self._logs = client("logs")
        self._token: dict[str, str] = {}

    def read(self) -> list[str]:
        """The lines that came since the last call; none while the stream does not exist yet."""
        lines: list[str] = []
        while True:
            before = self._token
            lines += [event["message"] for event in self._next()]
            if self._token == before:
                return lines

    def _next(self) -> list[dict[str, Any]]:
        with doing(f"Reading the log {self.group} {self.name}"):
            try:
                found = self._logs.get_log_events(
                    logGroupName=self.group,
                    logStreamName=self.name,
                    startFromHead=True,
                    **self._token,
                )
            except self._logs.exceptions.ResourceNotFoundException:
                return []
        self._token = {"nextToken": found["nextForwardToken"]}
        events: list[dict[str, Any]] = found["events"]
        return events


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a group. ``at`` in milliseconds since the epoch; ``id`` tells lines apart."""

    id: str
    stream: str
    at: int
    message: str


def events(group: str, since: float, pattern: str = "", streams: str = "") -> Iterator[Event]:
    """The group's lines since then, in seconds since the epoch, the oldest first.

    ``pattern`` is CloudWatch's; ``streams`` is how the names of the streams begin. A group that is
    missing has no lines.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    """
    logs = client("logs")
    wanted = {"filterPattern": pattern, "logStreamNamePrefix": streams}
    with (
        doing(f"Reading the log {group}"),
        suppress(logs.exceptions.ResourceNotFoundException),
    ):
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=group,
            startTime=int(since * 1000),
            **{name: text for name, text in wanted.items() if text},
        )
        for page in pages:
            for one in page["events"]:
                yield Event(one["eventId"], one["logStreamName"], one["timestamp"], one["message"])


def last_lines(group: str, stream: str, most: int) -> list[str]:
    """The end of a stream; none where it does not exist."""
    logs = client("logs")
    lines, token, before = list[str](), dict[str, str](), None
    with (
        doing(f"Reading the log {group} {stream}"),
        suppress(logs.exceptions.ResourceNotFoundException),
    ):
        while len(lines) < most and token != before:
            before = token
            found = logs.get_log_events(
                logGroupName=group, logStreamName=stream, limit=most - len(lines), **token
            )
            lines = [*(event["message"] for event in found["events"]), *lines]
            token = {"nextToken": found["nextBackwardToken"]}
    return lines


def ensure(group: str, days: int, tags: Mapping[str, str]) -> None:
    """Make the group where it is missing, before whatever writes to it would without an end."""
    logs = client("logs")
    with doing(f"Making the log {group}"):
        with suppress(logs.exceptions.ResourceAlreadyExistsException):
            logs.create_log_group(logGroupName=group, tags=dict(tags))
        once_known(
            lambda: logs.put_retention_policy(logGroupName=group, retentionInDays=days),
            *("ResourceNotFoundException", "OperationAbortedException"),
        )


def delete(group: str) -> None:
    """One that is missing is no error."""
    logs = client("logs")
    with doing(f"Deleting the log {group}"), suppress(logs.exceptions.ResourceNotFoundException):
        logs.delete_log_group(logGroupName=group)


def groups(prefix: str) -> list[str]:
    with doing(f"Listing the logs {prefix}*"):
        pages = (
            client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix)
        )
        return [one["logGroupName"] for page in pages for one in page["logGroups"]]


def last_line_at(group: str) -> float:
    """Seconds since the epoch; 0 for a group that is missing or empty."""
    logs = client("logs")
    with doing(f"Reading the log {group}"):
        try:
            found = logs.describe_log_streams(
                logGroupName=group, orderBy="LastEventTime", descending=True, limit=1
            )["logStreams"]
        except logs.exceptions.ResourceNotFoundException:
            return 0.0
    return max((one.get("lastEventTimestamp", 0) / 1000 for one in found), default=0.0)


def append(group: str, stream: str, line: str, missing: str) -> None:
    """Write one line, to a stream that is made where it is missing.

    Raises DeliveryError with the remedy ``missing`` where there is no such group. It is not made
    here: whoever writes to it must not decide how long its lines are kept.
    """
    logs = client("logs")
    event = {"timestamp": int(time.time() * 1000), "message": line}

    def put() -> None:
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[event])

    with doing(f"Writing to the log {group}"):
        try:
            try:
                put()
            except logs.exceptions.ResourceNotFoundException:
                with suppress(logs.exceptions.ResourceAlreadyExistsException):
                    logs.create_log_stream(logGroupName=group, logStreamName=stream)
                once_known(put, "ResourceNotFoundException")
        except logs.exceptions.ResourceNotFoundException as error:
            raise DeliveryError(f"There is no log group {group} to write to.", missing) from error

"""CloudWatch Logs: follow one stream, and append a line to another."""

import time
from contextlib import suppress
from typing import Any, Final

from delivery.aws.session import client, doing

RETENTION_DAYS: Final = 400


class Stream:
    """One stream read from its beginning, a piece at a time."""

    def __init__(self, group: str, name: str) -> None:
        self.group, self.name = group, name
        self._logs = client("logs")
        self._token: dict[str, str] = {}

    def read(self) -> list[str]:
        """The lines that came since the last call; none while the stream does not exist yet."""
        lines: list[str] = []
        while events := self._next():
            lines += [event["message"] for event in events]
        return lines

    def _next(self) -> list[dict[str, Any]]:
        with doing(f"Reading the log {self.group} {self.name}"):
            try:
                answer = self._logs.get_log_events(
                    logGroupName=self.group,
                    logStreamName=self.name,
                    startFromHead=True,
                    **self._token,
                )
            except self._logs.exceptions.ResourceNotFoundException:
                return []
        self._token = {"nextToken": answer["nextForwardToken"]}
        events: list[dict[str, Any]] = answer["events"]
        return events


def append(group: str, stream: str, line: str) -> None:
    """Write one line, to a group and a stream that are made where they are missing."""
    logs = client("logs")
    event = {"timestamp": int(time.time() * 1000), "message": line}
    with doing(f"Writing to the log {group}"):
        try:
            logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[event])
        except logs.exceptions.ResourceNotFoundException:
            with suppress(logs.exceptions.ResourceAlreadyExistsException):
                logs.create_log_group(logGroupName=group)
                logs.put_retention_policy(logGroupName=group, retentionInDays=RETENTION_DAYS)
            with suppress(logs.exceptions.ResourceAlreadyExistsException):
                logs.create_log_stream(logGroupName=group, logStreamName=stream)
            logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[event])

"""Calls of AWS made to fail: which of a command's calls, and in which way.

``refused``    the role may not do it
``throttled``  too many calls at once; what a client should try again
``broken``     500, AWS's own fault; what a client should try again
``lost``       carried out, but the connection closes before the response
``killed``     carried out, and the command's processes are killed before the response
"""

import json
import os
import re
import signal
import socket
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any, Final, NoReturn

from moto.core.utils import get_service_model

WAYS: Final = ("refused", "throttled", "broken", "lost", "killed")
# Carried out, unlike the others.
DONE: Final = frozenset({"lost", "killed"})
READS: Final = re.compile(r"\w+:(BatchGet|Describe|Get|Head|List|Simulate)")
MADE_TO_FAIL: Final = "This call was made to fail."
XML: Final = frozenset({"ec2", "query", "rest-xml"})  # the protocols; errors of others are JSON
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html and each service's own page
THROTTLED: Final = {
    "s3": (503, "SlowDown"),
    "lambda": (429, "TooManyRequestsException"),
    "iam": (400, "Throttling"),
    "sts": (400, "Throttling"),
    "cloudformation": (400, "Throttling"),
    "cloudfront": (400, "Throttling"),
    "rds": (400, "Throttling"),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """Calls by name and number fail once each; every call where no ``names`` are given.

    ``group`` is the process group that "killed" ends.
    """

    way: str
    names: frozenset[str] = frozenset()
    group: int = 0


@dataclass
class Faults:
    """The calls of the command that runs, and what becomes of them."""

    calls: list[str] = field(default_factory=list)
    numbered: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    plan: Plan | None = None
    known: dict[str, str] = field(default_factory=dict)  # numbered, by the id of each invocation
    counts: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def begin(self) -> None:
        """Another run of a command, whose calls are numbered anew."""
        self.calls, self.numbered, self.known, self.counts = [], [], {}, Counter()

    def intend(self, plan: Plan | None) -> None:
        self.plan, self.failed = plan, []

    def meet(self, name: str, id: str) -> str:
        """How this call fails; empty where it does not. ``id`` is the same when it is tried again.

        A read is told apart from its first one only, because how often a command polls varies.
        """
        with self.lock:
            if id not in self.known:
                self.counts[name] += 1
                count = min(self.counts[name], 2) if READS.match(name) else self.counts[name]
                self.calls.append(name)
                self.known[id] = f"{name} #{count}"
            number, plan = self.known[id], self.plan
            if number not in self.numbered:
                self.numbered.append(number)
            if plan is None or number in self.failed or (plan.names and number not in plan.names):
                return ""
            self.failed.append(number)
            return plan.way


@cache
def is_xml(service: str) -> bool:
    """Whether boto3 expects errors of the service in XML. ``service`` is boto3's name of it."""
    return get_service_model(service).resolved_protocol in XML


def respond(way: str, service: str, start: Any, reason: str = MADE_TO_FAIL) -> Iterable[bytes]:
    """The error of that way of failing."""
    status, code = 403, "AccessDenied" if is_xml(service) else "AccessDeniedException"
    if way == "throttled":
        status, code = THROTTLED.get(service, (400, "ThrottlingException"))
    if way == "broken":
        status, code = 500, "InternalError" if service == "s3" else "InternalFailure"
    return error(service, start, status, code, reason)


def error(service: str, start: Any, status: int, code: str, reason: str) -> Iterable[bytes]:
    """As the service's protocol words it."""
    kind = "text/xml" if is_xml(service) else "application/x-amz-json-1.1"
    start(f"{status} Error", [("Content-Type", kind), ("x-amzn-errortype", code)])
    found = f"<Error><Code>{code}</Code><Message>{reason}</Message></Error>"
    if service == "s3":
        return [found.encode()]
    if is_xml(service):
        return [f"<ErrorResponse>{found}</ErrorResponse>".encode()]
    return [json.dumps({"__type": code, "message": reason, "Message": reason}).encode()]


def hang_up(environ: Mapping[str, Any]) -> NoReturn:
    """Close the connection without a response. Raises the error that the server expects then."""
    with suppress(OSError):
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError("The connection was made to close.")


def kill(group: int) -> None:
    if group:  # 0 would be this server's own
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)

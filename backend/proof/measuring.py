"""In the server that is proved: what each response cost, what it tried to write and whom to call.

`core.settings.proof` has the middleware, and no other settings have it. It tells only a request
that ``manage.py prove`` signed.
"""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Final

from django.core.signing import BadSignature, TimestampSigner
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse

from proof import outside

SIGNATURE: Final = "X-Proof"  # of the request
COSTS: Final = "X-Proof-Costs"  # of the response
VALID_SECONDS: Final = 900
READ_ONLY: Final = "25006"  # https://www.postgresql.org/docs/16/errcodes-appendix.html
_signer: Final = TimestampSigner(salt="proof")


def signature() -> str:
    return _signer.sign("prove")


def is_signed(request: HttpRequest) -> bool:
    try:
        return _signer.unsign(request.headers.get(SIGNATURE, ""), max_age=VALID_SECONDS) == "prove"
    except BadSignature:
        return False


class Statements:
    """Counts a connection's statements, and keeps the beginnings of those that were to write."""

    def __init__(self) -> None:
        self.count = 0
        self.writes: list[str] = []

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.count += 1
        try:
            return execute(sql, params, many, context)
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) == READ_ONLY:
                self.writes.append(" ".join(str(sql).split()[:3]))
            raise


class MeasuringMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        outside.refuse()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_signed(request):
            return self.get_response(request)
        statements = Statements()
        with ExitStack() as stack, outside.heard() as calls:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(statements))
            started = time.thread_time()
            response = self.get_response(request)
            seconds = time.thread_time() - started
        costs = {
            "queries": statements.count,
            "cpu_ms": round(seconds * 1000, 1),
            "writes": statements.writes,
            "calls": calls,
        }
        response.headers[COSTS] = json.dumps(costs)
        return response

"""Requests that the OpenAPI document allows, and some that it does not, the same in every run."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from requests import Request as Prepared
from schemathesis import GenerationMode

from tests.runtimes.exchange import Request

DOCUMENT: Final = Path(__file__).parents[2] / "frontend" / "openapi.json"
EXAMPLES: Final = 8
DOCUMENTED: Final = {"accept", "accept-encoding", "content-type"}  # no random name of a case


@cache
def requests() -> tuple[Request, ...]:
    """Made once: Hypothesis does not work in two threads at a time."""
    return tuple(generate())


def generate() -> Iterator[Request]:
    document = schemathesis.openapi.from_path(DOCUMENT)
    for found in document.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            yield from (request_of(case) for case in examples(operation, mode))


def examples(operation: Any, mode: GenerationMode) -> list[Any]:
    cases: list[Any] = []

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def collect(case: Any) -> None:
        cases.append(case)

    with suppress(Unsatisfiable):  # an operation without parameters allows nothing that is wrong
        collect()
    return cases


def request_of(case: Any) -> Request:
    words = case.as_transport_kwargs(base_url="http://localhost")
    words.pop("cookies", None)
    prepared: Any = Prepared(**words).prepare()
    body = prepared.body or b""
    return Request(
        prepared.method,
        prepared.path_url,
        [(name, value) for name, value in prepared.headers.items() if name.lower() in DOCUMENTED],
        body.encode() if isinstance(body, str) else body,
    )

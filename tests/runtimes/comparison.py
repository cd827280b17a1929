"""The responses of two runtimes to the same requests, and in what they differ."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.runtimes.differences import DIFFERENCES, LEFT_OUT, Difference, LeftOut, comparable
from tests.runtimes.exchange import Request, Response, shortened

SHOWN: Final = 20
WIDTH: Final = 160
BEFORE: Final = 40  # characters shown before the first that differs


@dataclass(frozen=True)
class Found:
    request: Request
    field: str
    gunicorn: str
    function: str

    def __str__(self) -> str:
        pair = self.gunicorn, self.function
        gunicorn, function = excerpts(*(comparable(*pair) if self.field == "body" else pair))
        return (
            f"request   {self.request}\n"
            f"field     {self.field}\n"
            f"Gunicorn  {gunicorn}\n"
            f"Lambda    {function}\n"
        )


@dataclass
class Comparison:
    """`unwritten` are the differences that no list allows; `used` counts how often each does."""

    requests: int = 0
    unwritten: list[Found] = field(default_factory=list)
    used: Counter[Difference | LeftOut] = field(default_factory=Counter)

    def add(self, request: Request, gunicorn: Response, function: Response) -> None:
        self.requests += 1
        for found in self.differences(request, gunicorn, function):
            if (written := written_for(found)) is None:
                self.unwritten.append(found)
            else:
                self.used[written] += 1

    def differences(
        self, request: Request, gunicorn: Response, function: Response
    ) -> Iterator[Found]:
        if gunicorn.status != function.status:
            yield Found(request, "status", with_body(gunicorn), with_body(function))
            return  # the rest follows from it
        for name, *values in fields(request, gunicorn, function):
            one, other = (self.without_left_out(request, value) for value in values)
            if one != other:
                yield Found(request, name, one, other)

    def without_left_out(self, request: Request, value: str) -> str:
        for rule in LEFT_OUT:
            if request.target.startswith(rule.below) and rule.pattern.search(value):
                self.used[rule] += 1
                value = without(rule.pattern, value)
        return value

    def __str__(self) -> str:
        lines = [f"{len(self.unwritten)} differences in {self.requests} requests", ""]
        lines += [str(found) for found in self.unwritten[:SHOWN]]
        if (more := len(self.unwritten) - SHOWN) > 0:
            lines.append(f"and {more} more")
        return "\n".join(lines)


def compare(
    ones: Iterable[tuple[Request, Response]], others: Iterable[tuple[Request, Response]]
) -> Comparison:
    """Of a journey on Gunicorn and the same on Lambda, which has equal requests."""
    comparison = Comparison()
    for (request, gunicorn), (same, function) in zip(ones, others, strict=True):
        assert (request.method, request.target) == (same.method, same.target)
        comparison.add(request, gunicorn, function)
    return comparison


def fields(
    request: Request, gunicorn: Response, function: Response
) -> Iterator[tuple[str, str, str]]:
    for name in sorted({name for name, _ in [*gunicorn.headers, *function.headers]}):
        yield name, value_of(name, request, gunicorn), value_of(name, request, function)
    yield "body", gunicorn.body.decode("latin-1"), function.body.decode("latin-1")


def value_of(name: str, request: Request, response: Response) -> str:
    """All values of a header. A length that is that of the body is compared with the body."""
    found = response.values(name)
    if name == "set-cookie":
        return "\n".join(sorted(found))
    if name == "content-length" and request.method != "HEAD" and found == [str(len(response.body))]:
        return "the body's"
    return ", ".join(found)


def without(pattern: re.Pattern[str], text: str) -> str:
    def shorter(found: re.Match[str]) -> str:
        begin, end = found.start(1) - found.start(), found.end(1) - found.start()
        return f"{found[0][:begin]}(left out){found[0][end:]}"

    return pattern.sub(shorter, text)


def written_for(found: Found) -> Difference | None:
    same = (one for one in DIFFERENCES if one.field == found.field)
    return next(
        (one for one in same if one.allows(found.request, found.gunicorn, found.function)), None
    )


def with_body(response: Response) -> str:
    return f"{response.status} {response.body.decode('latin-1')}"


def excerpts(one: str, other: str) -> tuple[str, str]:
    """Both from a little before the first character that differs."""
    pairs = enumerate(zip(one, other, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
    begin = max(at - BEFORE, 0)
    mark = "…" if begin else ""
    shown = (mark + repr(shortened(text[begin:], WIDTH)) for text in (one, other))
    return next(shown), next(shown)

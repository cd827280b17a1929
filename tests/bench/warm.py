"""CPU of one warm request in each contender: every process is asked in turn, round after round."""

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from tests.bench.contenders import CONTENDERS
from tests.bench.environment import ROOT, VENV
from tests.function.events import Event

REQUESTS: Final = 50  # in one round: some 10 ms of a quick contender


class UnfairComparison(Exception):
    """The contenders did not do the same work. The message says who did not."""


class Process:
    """One contender, waiting to be asked."""

    def __init__(self, name: str, environ: Mapping[str, str], event: Event, log: Path) -> None:
        self.name, self.log = name, log
        settings = CONTENDERS[name].settings
        with log.open("wb") as file:
            self.popen = subprocess.Popen(
                [VENV / "bin" / "python", "-m", "tests.bench.contender", name],
                cwd=ROOT,
                env={
                    **environ,
                    "DJANGO_SETTINGS_MODULE": settings,
                    "PYTHONPATH": f"{ROOT / 'backend'}:{ROOT}",
                    # As Lambda's client does it: each write to the log is one to the system.
                    # https://github.com/aws/aws-lambda-python-runtime-interface-client
                    "PYTHONUNBUFFERED": "1",
                },
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=file,
                text=True,
            )
        self.say(json.dumps(event))
        first = self.reply()
        self.responses: list[str] = first["responses"]
        self.requests: int = first["requests"]

    def ask(self, requests: int) -> dict[str, Any]:
        self.say(str(requests))
        self.requests += requests
        return self.reply()

    def say(self, line: str) -> None:
        assert self.popen.stdin is not None
        self.popen.stdin.write(f"{line}\n")
        self.popen.stdin.flush()

    def reply(self) -> dict[str, Any]:
        assert self.popen.stdout is not None
        line = self.popen.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended. Its log ends:\n{self.log.read_text()[-2000:]}")
        found: dict[str, Any] = json.loads(line)
        return found

    def stop(self) -> None:
        self.popen.kill()
        self.popen.communicate()


@contextmanager
def processes(
    names: Sequence[str], environ: Mapping[str, str], event: Event, logs: Path
) -> Iterator[dict[str, Process]]:
    with ExitStack() as stack:
        started = {}
        for name in names:
            started[name] = Process(name, environ, event, logs / f"{name}.log")
            stack.callback(started[name].stop)
        yield started


def measure(
    environ: Mapping[str, str], event: Event, rounds: int, logs: Path, names: Sequence[str]
) -> dict[str, list[float]]:
    """Seconds a request, one sample a round. Raises UnfairComparison."""
    seconds: dict[str, list[float]] = defaultdict(list)
    with processes(names, environ, event, logs) as started:
        refuse_other_responses({name: process.responses for name, process in started.items()})
        for name in started:
            started[name].ask(REQUESTS)  # before it counts: caches, specialised bytecode
        for _ in range(rounds):
            for name, process in started.items():
                seconds[name].append(process.ask(REQUESTS)["seconds"])
        for name, process in started.items():
            refuse_other_logs(name, process.log.read_text(), process.requests)
    return dict(seconds)


def connections(
    environ: Mapping[str, str], event: Event, requests: int, logs: Path
) -> dict[str, int]:
    """Database connections that each contender opened in that many requests."""
    with processes(list(CONTENDERS), environ, event, logs) as started:
        return {name: process.ask(requests)["connections"] for name, process in started.items()}


def refuse_other_responses(responses: Mapping[str, Sequence[str]]) -> None:
    expected = responses["wsgi"]
    others = [name for name, found in responses.items() if found != expected]
    if others or len(expected) != 1 or not expected[0].startswith("200 "):
        raise UnfairComparison(f"Not one response for all: {dict(responses)}")


def refuse_other_logs(name: str, log: str, requests: int) -> None:
    """An observed contender has a line with the route and a record with metrics a request."""
    wanted = requests if CONTENDERS[name].observed else 0
    lines = log.splitlines()
    found = {word: sum(f'"{word}":' in line for line in lines) for word in ("route", "_aws")}
    if set(found.values()) != {wanted}:
        raise UnfairComparison(f"{name} logged {found} in {requests} requests, not {wanted} each.")

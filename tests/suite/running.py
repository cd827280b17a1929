"""Run one part: install what it needs, then its commands."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.suite.budget import WORKERS
from tests.suite.parts import ROOT, Part
from tests.suite.results import Results, read

REPORTS = ROOT / "build/tests"
PATIENCE = 60.0  # seconds in which an interrupted command may stop its servers


@dataclass
class Outcome:
    """What became of a part. `fault` is empty where it passed."""

    part: Part
    fault: str = "not run"
    seconds: float = 0.0
    results: Results = field(default_factory=Results)

    @property
    def failed(self) -> int:
        """Failed tests; a part that failed otherwise counts as one."""
        return max(len(self.results.failed), int(bool(self.fault) and self.fault != "not run"))


@dataclass
class Runner:
    """Runs parts with one seed. What make has installed is not asked for again."""

    seed: int
    workers: int = WORKERS
    reports: Path = REPORTS
    installed: set[str] = field(default_factory=set)

    def run(self, outcome: Outcome) -> None:
        """Run the outcome's part and fill the outcome in, also when it is interrupted."""
        report = self.reports / f"{outcome.part.name}.xml"
        report.unlink(missing_ok=True)
        started = time.monotonic()
        outcome.fault = "interrupted"
        try:
            outcome.fault = self._fault(outcome.part, report)
        except OSError as error:
            outcome.fault = str(error)
        finally:
            outcome.seconds = time.monotonic() - started
            outcome.results = read(report, outcome.part.name, outcome.part.areas)

    def _fault(self, part: Part, report: Path) -> str:
        for need in part.needs:
            if need not in self.installed and execute([os.environ.get("MAKE", "make"), "-s", need]):
                return f"make {need} failed"
            self.installed.add(need)
        values = {"seed": str(self.seed), "workers": str(self.workers), "report": str(report)}
        codes = [
            execute([word.format_map(values) for word in command], part.environment)
            for command in part.commands
        ]
        return "FAILED" if any(codes) else ""


def execute(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Run a command and return its exit code.

    It has a session of its own, so that a Ctrl-C reaches it once, through us: a second one would
    break into the shutdown of pytest's servers.

    Python may write bytecode, whatever the shell says: each worker of each part would otherwise
    compile every test again, which is several seconds of CPU.
    """
    environ = {**os.environ, **(environment or {})}
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHONDONTWRITEBYTECODE"):
        environ.pop(name, None)
    with ExitStack() as stack:
        with _interrupts_held_back():
            process = stack.enter_context(
                subprocess.Popen(
                    command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, start_new_session=True
                )
            )
            stack.push(partial(_end, process))
        return process.wait()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """An interrupt while a command is being started would leave it running, for nobody knew of it.

    It comes when the command has started.
    """
    came: list[int] = []
    handlers = {
        number: signal.signal(number, lambda number, frame: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    for received in came:
        os.kill(os.getpid(), received)


def _end(process: subprocess.Popen[bytes], kind: object, *facts: object) -> None:
    if kind is not None:
        _interrupt(process)


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it has ended by itself

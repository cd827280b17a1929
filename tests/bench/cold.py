"""CPU from process start to first response, in each package."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.bench.packages import Package
from tests.function.events import Event

FIRST_RESPONSE: Final = Path(__file__).with_name("first_response.py")
# Lambda's own Python: no site-packages but the package, and nothing can be written beside it.
ISOLATED: Final = ("-S", "-B", "-P")

Seconds = dict[str, list[float]]


def measure(
    packages: Mapping[str, Package], environ: Mapping[str, str], event: Event, times: int
) -> tuple[Seconds, Seconds]:
    """CPU seconds until INIT was over and until the response; interleaved, after an unmeasured run.

    That first run brings the files into memory; reading them from a disk is not CPU.
    """
    ready: Seconds = defaultdict(list)
    responded: Seconds = defaultdict(list)
    for number in range(times + 1):
        for name, package in packages.items():
            took = first_response(package, environ, event)
            if number:
                ready[name].append(took["ready"])
                responded[name].append(took["responded"])
    return ready, responded


def first_response(package: Package, environ: Mapping[str, str], event: Event) -> dict[str, float]:
    finished = subprocess.run(
        [sys.executable, *ISOLATED, FIRST_RESPONSE, package.handler],
        cwd=package.task,
        env={**environ, "PYTHONPATH": str(package.task), "LAMBDA_TASK_ROOT": str(package.task)},
        input=json.dumps(event),
        capture_output=True,
        text=True,
        timeout=120,
    )
    if finished.returncode:
        raise RuntimeError(f"{package.handler} failed:\n{finished.stderr[-3000:]}")
    took: dict[str, float] = json.loads(finished.stdout.splitlines()[-1])
    if took["status"] != 200:
        raise RuntimeError(f"{package.handler} returned {took['status']}:\n{finished.stdout}")
    return took

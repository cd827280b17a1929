"""A program run to its end, whose failure is one error that shows what it said."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.services.errors import ServiceError
from tests.services.ordinary_user import Account


def complete(
    command: Sequence[str | Path],
    within: float,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    account: Account | None = None,
    started: Callable[[int], None] = lambda pid: None,
) -> None:
    """Run the command, telling `started` its process id.

    Raises ServiceError when it fails or takes longer than `within` seconds.
    """
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **(account or {}),
    ) as process:
        started(process.pid)
        try:
            output, errors = process.communicate(timeout=within)
        except subprocess.TimeoutExpired as late:
            process.kill()
            raise ServiceError(f"`{_shown(command)}` did not end within {within:.0f} s.") from late
    if process.returncode != 0:
        said = "\n".join((errors or output).splitlines()[:20])
        raise ServiceError(f"`{_shown(command)}` failed:\n{said}")


def _shown(command: Sequence[str | Path]) -> str:
    return " ".join(str(word) for word in command)

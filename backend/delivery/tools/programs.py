"""Another program run to its end."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from delivery.tools.errors import DeliveryError

LAST_LINES = 15


def last_lines(output: str) -> str:
    return "\n".join(output.strip().splitlines()[-LAST_LINES:])


def run(
    command: Sequence[str | Path],
    *,
    doing: str,
    remedy: str,
    within: float,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    gist: Callable[[str], str] = last_lines,
) -> str:
    """What the command printed. ``environment`` None: this process's own.

    Raises DeliveryError with the ``gist`` of its output when it fails, or when it takes over
    ``within`` seconds.
    """
    finished = _finished(command, doing, remedy, within, cwd, environment)
    if finished.returncode:
        output = gist(finished.stdout)
        raise DeliveryError(
            f"{doing} failed with exit code {finished.returncode}:\n{output}", remedy
        )
    return finished.stdout


def _finished(
    command: Sequence[str | Path],
    doing: str,
    remedy: str,
    within: float,
    cwd: Path | None,
    environment: Mapping[str, str] | None,
) -> "subprocess.CompletedProcess[str]":
    """Raises DeliveryError where it cannot be started, or does not end in time."""
    try:
        return subprocess.run(  # noqa: S603 (no shell, and no word of it comes from outside)
            command,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=within,
        )
    except FileNotFoundError as error:
        raise DeliveryError(
            f"{doing}: the program {command[0]} is not installed.", remedy
        ) from error
    except subprocess.TimeoutExpired as error:
        raise DeliveryError(f"{doing} did not end within {within:.0f} s.", remedy) from error

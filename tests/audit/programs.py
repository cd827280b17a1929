"""Programs that audit, each with a deadline."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.audit.findings import AuditFailedError

SECONDS: Final = 300.0
SHOWN: Final = 200  # characters of an error


def output_of(words: Sequence[str | Path], cwd: Path | None = None) -> str:
    """What it printed on stdout, or else the end of stderr. Its exit code says too little.

    Raises AuditFailedError where it is missing or not done in time.
    """
    try:
        ended = subprocess.run(
            words, cwd=cwd, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise AuditFailedError(f"{words[0]} was not done after {SECONDS:.0f} s") from error
    except OSError as error:
        raise AuditFailedError(f"{words[0]} does not start: {error.strerror}") from error
    return ended.stdout.strip() or " ".join(ended.stderr.split())[-SHOWN:]

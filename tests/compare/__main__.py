"""`python -m tests.compare REVISION`: compare this checkout with a commit, and write the report."""

import signal
import sys
from types import FrameType

from tests.compare import sides
from tests.compare.run import compare
from tests.services.errors import ServiceError


def end(number: int, frame: FrameType | None) -> None:
    """As Ctrl-C does, so that everything that was started is stopped."""
    raise KeyboardInterrupt


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, end)
    if len(sys.argv) != 2:
        sys.exit("Name what to compare with: make compare BASE=origin/main")
    try:
        compare(sides.base(sys.argv[1]), sides.change(), sides.BUILD, say)
        sys.stdout.write((sides.BUILD / "summary.md").read_text())
        say(f"With pictures: {sides.BUILD / 'index.html'}")
    except ServiceError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)

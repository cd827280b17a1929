"""What is left running when a command that follows it ends early, and who decides that."""

import sys

from delivery.run.one_off import Left, OutOfTime
from delivery.tools import interrupts
from delivery.tools.console import say


def leave(why: BaseException, task: str) -> bool:
    """The task goes on, unless its time is over or somebody who is asked stops it.

    A laptop that closes loses its terminal or its network; neither is asked for.
    """
    if isinstance(why, OutOfTime):
        return False
    interrupted = isinstance(why, KeyboardInterrupt)
    if not interrupted or isinstance(why, interrupts.TerminalClosed) or not sys.stdin.isatty():
        return True
    say(f"Stop the task {task.rpartition('/')[2]}? Otherwise it continues. [y/N]")
    return input().strip().lower() not in {"y", "yes"}


def exit_code_of(left: Left) -> int:
    """Of the command that left the task. Raises it where an error was the reason."""
    if left.exit_code == 1:
        raise left
    say(f"{left.message} {left.remedy}")
    return left.exit_code

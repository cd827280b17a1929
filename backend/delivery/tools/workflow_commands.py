"""GitHub's runner takes a line such as ``::add-mask::…`` in a step's output for a command."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from delivery.tools import config

in_a_group: ContextVar[bool] = ContextVar("in_a_group", default=False)


def stop(say: Callable[[str], None]) -> None:
    """In a workflow, let the runner take no more commands from this step's output.

    The output may hold a pull request's text. Nothing here lets the runner go on: it reads stdout
    and stderr side by side, so a last line of the one may come after the last of the other. The
    next step begins anew.
    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    if in_a_workflow():
        say(f"::stop-commands::{secrets.token_hex(16)}")


@contextmanager
def group(name: str, say: Callable[[str], None]) -> Iterator[None]:
    """In a workflow, fold the lines inside under ``name``. Elsewhere, say only the name.

    ``##[group]`` is what the runner writes to the log for its command ``::group::``, and the page
    of the log folds it. As a line of the log it works while commands are stopped.
    https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
    Groups do not nest, so one inside another says only its name.
    """
    if in_a_group.get() or not in_a_workflow():
        say(name)
        yield
        return
    say(f"##[group]{name}")
    outside = in_a_group.set(True)
    try:
        yield
    finally:
        in_a_group.reset(outside)
        say("##[endgroup]")


def in_a_workflow() -> bool:
    return config.environment().get("GITHUB_ACTIONS") == "true"

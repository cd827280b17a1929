"""GitHub's runner takes a line such as ``::add-mask::…`` in a step's output for a command."""

import secrets
from collections.abc import Mapping

from delivery.progress import Say


def stop(environ: Mapping[str, str], say: Say) -> None:
    """In a workflow, let the runner take no more commands from this step's output.

    The output may hold a pull request's text. Nothing here lets the runner go on: it reads stdout
    and stderr side by side, so a last line of the one may come after the last of the other. The
    next step begins anew.
    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    if environ.get("GITHUB_ACTIONS") == "true":
        say(f"::stop-commands::{secrets.token_hex(16)}")

"""``run attach``: a task that goes on without whoever started it."""

import json

import click

from delivery.run import attaching, one_off
from delivery.run.audit import audit
from delivery.run.leaving import exit_code_of, leave
from delivery.tools.command_line import Verb
from delivery.tools.console import as_json, say, seconds, show, table
from delivery.tools.stages import PRODUCTION


@click.command("attach", cls=Verb, examples=["run attach", "run attach 1b2c3d4e"])
@seconds(
    "--within", one_off.WITHIN_SECONDS, "How long to follow it. The task continues after that."
)
@as_json
@click.argument(
    "task", default="", metavar="[TASK]", help="The task's id, or its first characters."
)
def attach(task: str, within: float, as_json: bool) -> int:
    """Follow a command that goes on in production.

    Prints its lines from the first one. The exit code is the command's own. Without TASK, lists
    all tasks that ECS knows. ECS forgets a task an hour after its end.
    """
    if task and as_json:
        raise click.UsageError("--json prints the list of tasks: leave out TASK, or --json.")
    if not task:
        found = [attaching.row(one) for one in attaching.tasks()]
        print(json.dumps(found, indent=1) if as_json else listed(found))
        return 0
    return follow(task, within)


def listed(found: list[dict[str, str]]) -> str:
    return table(
        ("TASK", "COMMAND", "SINCE", "STATUS"),
        [(one["task"], one["command"], one["since"], one["status"]) for one in found],
    )


def follow(task: str, within: float) -> int:
    found = attaching.find(task, show)
    options = one_off.Options(within=within, leave=stays_or_asks, tell=say)
    log = attaching.log_of(found)
    try:
        outcome = one_off.follow(found.arn, log, show, options)
    except one_off.Left as left:
        return exit_code_of(left)
    words = attaching.words_of(found)
    duration = attaching.duration_ms(found)
    audit(PRODUCTION, words).ended(outcome.exit_code, duration, found.id)
    say(f"{words[0]} on {PRODUCTION.name}: exit code {outcome.exit_code}, {duration} ms")
    return outcome.exit_code


def stays_or_asks(why: BaseException, task: str) -> bool:
    """As of `run`, but the end of the time to follow it is not the end of the task's time."""
    return isinstance(why, one_off.OutOfTime) or leave(why, task)

"""``run``: an operator's command on a stage."""

import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import asdict, replace

import click

from delivery.run import one_off, service
from delivery.run.attach_cli import attach
from delivery.run.audit import Audit, audit
from delivery.run.leaving import exit_code_of, leave
from delivery.run.one_off import RunResult
from delivery.run.rules import danger, refusal
from delivery.tools import interrupts
from delivery.tools.command_line import VerbWithVerbs
from delivery.tools.console import say, seconds, show
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Preview, Production, parse


def split(line: str) -> list[str]:
    """The text split into words as a shell does, without its other features."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from error
    if not words:
        raise click.BadParameter("It contains no command.")
    return words


@click.command(
    "run",
    cls=VerbWithVerbs,
    examples=[
        "run --stage production -- migrate --plan",
        "run --stage pr-42 --line showmigrations",
    ],
)
@click.option(
    "--stage", metavar="NAME", required=True, help='"production", or a preview such as "pr-42".'
)
@click.option("--yes", is_flag=True, help="Do not ask before a command that may do harm.")
@seconds("--within", one_off.WITHIN_SECONDS, "Production: how long the command may take.")
@click.option(
    "--stop-if-interrupted",
    is_flag=True,
    help="Production: stop the task if this command is interrupted or fails.",
)
@click.option(
    "--revision",
    default="",
    metavar="NUMBER",
    help="Production: a revision of the task definition, such as 7, instead of the one in service.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the outcome as JSON instead of the output."
)
@click.option("--line", type=split, metavar="COMMAND", help="The command as one text.")
@click.argument(
    "words", nargs=-1, metavar="[-- COMMAND]", help="The command, such as -- migrate --plan."
)
def run(
    stage: str,
    yes: bool,
    within: float,
    stop_if_interrupted: bool,
    revision: str,
    as_json: bool,
    line: list[str] | None,
    words: tuple[str, ...],
) -> int:
    """Run a management command on a stage.

    The exit code is the command's own. The command goes on if this one is interrupted; at a
    terminal, production asks first. `run attach` shows a command in production again.
    """
    if bool(line) == bool(words):
        raise click.UsageError("Give the command once: after --, or with --line.")
    options = one_off.Options(
        within=within,
        leave=(lambda why, task: False) if stop_if_interrupted else leave,
        tell=say,
    )
    return carry_out(
        parse(stage), line or list(words), revision, options=options, yes=yes, as_json=as_json
    )


noun = run
run.add_verb("attach", attach)


def carry_out(
    stage: Production | Preview,
    words: list[str],
    revision: str,
    *,
    options: one_off.Options,
    yes: bool,
    as_json: bool,
) -> int:
    task_definition = revision_of(stage, revision)
    lines = audit(stage, words, task_definition.rpartition("/")[2])
    ask(stage, words, yes, lines)
    lines.started()
    options = replace(
        options, task_definition=task_definition, started_by=f"{one_off.STARTED_BY}/{words[0]}"
    )
    show_line = (lambda line: None) if as_json else show
    try:
        outcome = audited(lines, lambda: one_off.run(stage, words, show_line, options))
    except one_off.Left as left:
        return exit_code_of(left)
    if outcome.truncated:
        say("The beginning of the output is cut off. The log has the whole output.")
    if as_json:
        print(json.dumps(asdict(outcome)))
    say(f"{words[0]} on {stage.name}: exit code {outcome.exit_code}, {outcome.duration_ms} ms")
    return outcome.exit_code


def revision_of(stage: Production | Preview, revision: str) -> str:
    """The revision's ARN. Empty if none is named. Raises DeliveryError for a preview."""
    if not revision:
        return ""
    if isinstance(stage, Preview):
        raise DeliveryError(
            f"{stage.name} has no revisions: it is a function.", "Remove --revision."
        )
    return service.image_of(revision)[0]


def audited(lines: Audit, run: Callable[[], RunResult]) -> RunResult:
    """Run the command. However it ends, the audit records its end."""
    why, outcome, task = "interrupted", None, ""
    try:
        outcome = run()
        return outcome
    except one_off.Left as left:
        task = left.task
        raise
    except DeliveryError as error:
        why = error.message
        raise
    except Exception as error:
        why = repr(error)
        raise
    finally:
        with interrupts.held_back(say, "Writing the end to the audit"):
            write_end(lines, outcome, why, task)


def write_end(lines: Audit, outcome: RunResult | None, why: str, left: str) -> None:
    """Write the end to the audit. A failure is only printed: the outcome matters more."""
    try:
        if left:
            lines.left(left)
        elif outcome is None:
            lines.failed(why)
        else:
            lines.ended(outcome.exit_code, outcome.duration_ms)
    except DeliveryError as error:
        say(f"The end of this command could not be written to the audit: {error.message}")


def ask(stage: Production | Preview, words: list[str], yes: bool, lines: Audit) -> None:
    """Ask for the stage's name unless the command is known to be harmless.

    Raises DeliveryError without that name or --yes, and for a command that is never allowed.
    """
    if refused := refusal(words):
        lines.refused("not allowed")
        raise DeliveryError(*refused)
    what = danger(words)
    if what is None or yes:
        return
    if not sys.stdin.isatty():
        lines.refused("not confirmed")
        raise DeliveryError(
            f"`{words[0]}` {what}. It needs your confirmation, but there is no terminal.",
            "Add --yes to run it anyway.",
        )
    say(f"`{words[0]}` {what}. Type the stage's name to continue:")
    if input().strip() != stage.name:
        lines.refused("not confirmed")
        raise DeliveryError("Nothing was run.", f'Type "{stage.name}" when asked, or add --yes.')

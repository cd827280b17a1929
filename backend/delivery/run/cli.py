"""``run``: an operator's command on a stage."""

import argparse
import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import asdict

from delivery.aws import ecs
from delivery.run import one_off
from delivery.run.audit import Audit, audit
from delivery.run.one_off import Outcome
from delivery.run.rules import danger, refusal
from delivery.tools import interrupts
from delivery.tools.console import Nouns, number, say
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Preview, Production, parse


def add(nouns: Nouns) -> None:
    words = nouns.add_parser("run", help="run a management command on a stage")
    words.add_argument("--stage", required=True, help='"production", or a preview such as "pr-42"')
    words.add_argument(
        "--yes", action="store_true", help="do not ask before a command that may do harm"
    )
    words.add_argument(
        "--within", type=number, default=one_off.WITHIN_SECONDS, metavar="SECONDS", help="(900)"
    )
    words.add_argument(
        "--revision",
        default="",
        help="production: of the task definition, such as 7, instead of what serves",
    )
    words.add_argument("--json", action="store_true", help="the outcome as JSON instead of output")
    command = words.add_mutually_exclusive_group(required=True)
    command.add_argument("--line", type=split, help="the command as one text")
    command.add_argument(
        "words", nargs="*", default=[], metavar="-- COMMAND", help="such as -- migrate --plan"
    )
    words.set_defaults(call=run)


def run(arguments: argparse.Namespace) -> int:
    """The command's own exit code."""
    stage, words = parse(arguments.stage), arguments.line or arguments.words
    revision = revision_of(stage, arguments.revision)
    lines = audit(stage, words, revision.rpartition("/")[2])
    ask(stage, words, arguments.yes, lines)
    lines.started()
    options = one_off.Options(
        task_definition=revision,
        started_by=f"delivery/{words[0]}",
        within=arguments.within,
        leave_running=left_running,
        tell=say,
    )
    show_line = (lambda line: None) if arguments.json else show
    outcome = audited(lines, lambda: one_off.run(stage, words, show_line, options))
    if outcome.truncated:
        say("The beginning of the output is cut; the log has all of it.")
    if arguments.json:
        print(json.dumps(asdict(outcome)))
    say(f"{words[0]} on {stage.name}: exit code {outcome.exit_code}, {outcome.duration_ms} ms")
    return outcome.exit_code


def revision_of(stage: Production | Preview, revision: str) -> str:
    """Its ARN; empty where none is named. Raises DeliveryError for a preview, which has none."""
    if not revision:
        return ""
    if isinstance(stage, Preview):
        raise DeliveryError(
            f"{stage.name} has no revisions: it is a function.", "Leave --revision out."
        )
    return ecs.image_of(stage, revision)[0]


def audited(lines: Audit, run: Callable[[], Outcome]) -> Outcome:
    """The outcome of the command; the audit has its end, whatever that is."""
    why, outcome = "interrupted", None
    try:
        outcome = run()
        return outcome
    except DeliveryError as error:
        why = error.message
        raise
    except Exception as error:
        why = repr(error)
        raise
    finally:
        with interrupts.held_back(say, "The end is written to the audit"):
            write_end(lines, outcome, why)


def write_end(lines: Audit, outcome: Outcome | None, why: str) -> None:
    """What became of the command matters more than an audit that cannot be written any more."""
    try:
        if outcome is None:
            lines.failed(why)
        else:
            lines.ended(outcome.exit_code, outcome.duration_ms)
    except DeliveryError as error:
        say(f"The audit lacks the end of this command: {error.message}")


def split(line: str) -> list[str]:
    """Words as a shell would read them, and nothing of what else it would do."""
    words = shlex.split(line)
    if not words:
        raise ValueError("no command")
    return words


def show(line: str) -> None:
    print(line, flush=True)


def ask(stage: Production | Preview, words: list[str], yes: bool, lines: Audit) -> None:
    """Ask for the stage's name unless the command is known to be harmless.

    Raises DeliveryError without that name or --yes, and for a command that no answer lets in.
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
            f"`{words[0]}` {what}, and there is nobody here to ask.", "Add --yes to run it anyway."
        )
    say(f"`{words[0]}` {what}. Type the stage's name to go on:")
    if input().strip() != stage.name:
        lines.refused("not confirmed")
        raise DeliveryError("Nothing was run.", f'Type "{stage.name}" when asked, or add --yes.')


def left_running(task: str) -> bool:
    """Ctrl-C: whoever sits there decides; where nobody does, the task is stopped."""
    if not sys.stdin.isatty():
        return False
    say("Stop the task? [Y/n]")
    if input().strip().lower() not in {"n", "no"}:
        return False
    say(f"It goes on: {task}")
    return True

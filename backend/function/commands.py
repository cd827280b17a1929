"""The command contract on Lambda.

``{"command": ["migrate", "--plan"], "id": "release-7"}`` has the reply ``{"exit_code",
"output", "truncated", "duration_ms"}``. An id that this environment has seen gets its first reply
again, for a caller that lost it may ask twice. ``{"manage": "migrate --plan"}`` is what stock
`zappa manage` sends: it shows the log and learns of a failure only by an error.
"""

import logging
import shlex
import sys
from collections import OrderedDict
from dataclasses import asdict
from typing import Any, Final

from django.conf import settings

from core.environment import stage
from operations import command
from operations.logs import NAMESPACE

logger = logging.getLogger(__name__)

MARGIN_SECONDS: Final = command.GRACE_SECONDS + command.DRAIN_SECONDS + 2.0
REMEMBERED: Final = 20

replies: OrderedDict[str, dict[str, Any]] = OrderedDict()


class InvalidCommand(Exception):
    """Nothing was run; the message says what a command looks like."""


class CommandFailed(Exception):
    """The command's exit code and the end of its output."""


def is_command(event: dict[str, Any]) -> bool:
    return event.keys() in ({"command"}, {"command", "id"}, {"manage"})


def reply_to(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Raises InvalidCommand, and CommandFailed only for ``manage``."""
    if "manage" in event:
        outcome = run(split(event["manage"]), context)
        if outcome["exit_code"] != 0:
            raise CommandFailed(f"exit code {outcome['exit_code']}\n{outcome['output'][-2000:]}")
        return outcome
    words, name = checked(event["command"]), event.get("id")
    if name is None:
        return run(words, context)
    if not isinstance(name, str) or not name:
        raise InvalidCommand("The id of a command must be a text that no other run has.")
    if name not in replies:
        replies[name] = run(words, context)
        while len(replies) > REMEMBERED:
            replies.popitem(last=False)
    return replies[name]


def checked(words: object) -> list[str]:
    if not isinstance(words, list) or not words:
        raise InvalidCommand('A command must be a list of words, such as ["migrate", "--plan"].')
    if not all(isinstance(word, str) and "\0" not in word for word in words):
        raise InvalidCommand("Every word of a command must be a text without NUL characters.")
    return words


def split(line: object) -> list[str]:
    try:
        return checked(shlex.split(line) if isinstance(line, str) else line)
    except ValueError as fault:
        raise InvalidCommand(f"The command cannot be split into words: {fault}.") from fault


def run(words: list[str], context: Any) -> dict[str, Any]:
    """Run before this invocation's time is over, its output in the log as it comes.

    Raises InvalidCommand for a command that this function's settings do not let in.
    """
    refuse_others(words[0])
    logger.info("Running manage.py %s", words[0])  # further words may hold secrets
    seconds = context.get_remaining_time_in_millis() / 1000 - MARGIN_SECONDS
    outcome = command.run(words, write, seconds)
    logger.info(
        "manage.py %s ended with exit code %d in %d ms",
        *(words[0], outcome.exit_code, outcome.duration_ms),
    )
    count(outcome)
    return asdict(outcome)


def refuse_others(name: str) -> None:
    """Where FUNCTION_COMMANDS is set, these are all the commands there are."""
    allowed = getattr(settings, "FUNCTION_COMMANDS", None)
    if allowed is not None and name not in allowed:
        raise InvalidCommand(f"This function runs {' and '.join(allowed)}, and nothing else.")


def write(line: str) -> None:
    sys.stdout.write(line if line.endswith("\n") else f"{line}\n")
    sys.stdout.flush()


def count(outcome: command.CommandResult) -> None:
    from aws_lambda_powertools.metrics import MetricUnit, single_metric

    with single_metric(
        name="command_duration_ms",
        unit=MetricUnit.Milliseconds,
        value=outcome.duration_ms,
        namespace=NAMESPACE,
    ) as metric:
        metric.add_dimension("stage", stage())
        metric.add_metadata("exit_code", outcome.exit_code)

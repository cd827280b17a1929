"""``logs``: what a stage wrote to its log."""

from collections.abc import Iterator
from datetime import UTC, datetime

import click

from delivery.aws.logs import Event
from delivery.operate import lines, log
from delivery.tools.command_line import Verb
from delivery.tools.console import as_json, say, stage
from delivery.tools.stages import parse


def moment(text: str) -> float:
    try:
        return log.since(text, datetime.now(UTC))
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(
            f'"{text}" is not a time. Write it as in 90s, 15m, 2h, 3d or 2026-11-29T14:00'
        ) from error


def request_id(text: str) -> str:
    if not log.REQUEST.fullmatch(text):
        raise click.BadParameter(f'"{text}" is not a request id. Copy it from a line of the log')
    return text


@click.command("logs", cls=Verb, examples=["logs --since 2h --grep ERROR", "logs pr-42 --follow"])
@stage
@click.option("--follow", is_flag=True, help="Print new lines until Ctrl-C.")
@click.option(
    "--since",
    type=moment,
    default="15m",
    metavar="TIME",
    help="How far to look back, such as 90s, 15m or 2h. [default: 15m]",
)
@click.option("--grep", default="", metavar="TEXT", help="Only lines that contain the text.")
@click.option("--request", type=request_id, metavar="ID", help="Only lines of one request.")
@as_json
def logs(
    stage: str, follow: bool, since: float, grep: str, request: str | None, as_json: bool
) -> None:
    """Show the log of a stage.

    A line has its time in UTC, the end of the name of its task or function, the message, and in
    brackets the id of its request.
    """
    wanted = log.LogQuery(parse(stage).log_group, since, request or "")
    if follow:
        try:
            show(log.follow(wanted), grep, as_json)
        except KeyboardInterrupt:
            return
    elif not show(log.read(wanted), grep, as_json):
        say(f"No lines in {wanted.group} since {datetime.fromtimestamp(since, UTC):%F %T} UTC.")


noun = logs


def show(events: Iterator[Event], grep: str, as_json: bool) -> int:
    """How many were shown."""
    count = 0
    for event in events:
        text = event.message.rstrip("\n") if as_json else lines.shown(event)
        if text and grep in text:
            print(text, flush=True)
            count += 1
    return count

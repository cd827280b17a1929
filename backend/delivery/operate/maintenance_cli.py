"""``maintenance``: visitors kept out until a time. Staff and health pass."""

from datetime import UTC, datetime, timedelta

import click

from delivery.operate.log import LASTING, UNITS
from delivery.run.cli import carry_out
from delivery.run.one_off import WITHIN_SECONDS
from delivery.tools.command_line import Noun
from delivery.tools.console import stage
from delivery.tools.stages import parse


@click.group("maintenance", cls=Noun, examples=["maintenance on --until 30m", "maintenance off"])
def noun() -> None:
    """Keep visitors out while you work, or let them in."""


def end(text: str) -> str:
    """The moment that ``30m`` from now is, or that the ISO 8601 time is, in UTC."""
    now = datetime.now(UTC)
    try:
        if found := LASTING.fullmatch(text.strip()):
            at = now + timedelta(**{UNITS[found[2]]: int(found[1])})
        else:
            at = datetime.fromisoformat(text.strip())
            at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise click.BadParameter(
            f'"{text}" is no time. Write it as in 30m, 2h or 2026-11-29T18:00, which is UTC'
        ) from error
    if at <= now:
        raise click.BadParameter(f'"{text}" is over already')
    return at.isoformat(timespec="seconds")


@noun.command(
    "on",
    examples=["maintenance on --until 30m", "maintenance on pr-42 --until 2h --yes"],
)
@stage
@click.option(
    "--until",
    type=end,
    required=True,
    metavar="TIME",
    help="As in 30m, 2h. Then it ends by itself.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def on(stage: str, until: str, yes: bool) -> int:
    """Show visitors a maintenance page.

    Again, with another time, moves its end. The longest is two days.
    """
    return carried_out(stage, ["on", "--until", until], yes)


@noun.command("off", examples=["maintenance off", "maintenance off pr-42"])
@stage
def off(stage: str) -> int:
    """Let visitors in again."""
    return carried_out(stage, ["off"], yes=True)


@noun.command("show", examples=["maintenance show"])
@stage
def show(stage: str) -> int:
    """Say whether visitors are kept out, and until when."""
    return carried_out(stage, [], yes=True)


def carried_out(stage: str, words: list[str], yes: bool) -> int:
    """The exit code of the command on the stage, which is audited as any other."""
    command = ["maintenance", *words]
    return carry_out(parse(stage), command, "", within=WITHIN_SECONDS, yes=yes, as_json=False)

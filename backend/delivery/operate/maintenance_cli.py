"""``maintenance``: visitors kept out until a time. Staff and health pass."""

import time
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import click

from delivery.aws import cloudfront
from delivery.operate.log import LASTING, UNITS
from delivery.operate.production import Running
from delivery.run.cli import carry_out
from delivery.run.leaving import leave
from delivery.run.one_off import Options
from delivery.tools import config
from delivery.tools.command_line import Noun
from delivery.tools.console import say, stage
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION, parse

# Until every task knows of it; what one of them says before, CloudFront would keep again.
KNOWN_SECONDS: Final = 10.0
BY_HAND: Final = "aws cloudfront create-invalidation --distribution-id DISTRIBUTION --paths '/*'"


@click.group("maintenance", cls=Noun, examples=["maintenance on --until 30m", "maintenance off"])
def noun() -> None:
    """Show visitors a maintenance page while you work."""


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
            f'"{text}" is not a time. Write it as in 30m, 2h or 2026-11-29T18:00, which is UTC'
        ) from error
    if at <= now:
        raise click.BadParameter(f'"{text}" is in the past')
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
    help="When it ends by itself, such as 30m or 2h.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def on(stage: str, until: str, yes: bool) -> int:
    """Show visitors a maintenance page.

    Run it again to change the end. The maximum is two days.
    """
    code = carried_out(stage, ["on", "--until", until], yes)
    if code == 0 and parse(stage) is PRODUCTION:
        empty_edge()
    return code


def empty_edge() -> None:
    """CloudFront would show what it has kept in place of a 503, for a day. Raises DeliveryError."""
    backend = Running(config.environment()).variables.get("API_BASE_URL", "")
    host = urlsplit(backend).hostname or ""
    time.sleep(KNOWN_SECONDS)
    try:
        if found := cloudfront.distribution(host):
            cloudfront.forget(found)
            say("CloudFront clears its cache within two minutes.")
        else:
            say(f"No distribution of CloudFront serves {host}, so no cache was cleared.")
    except DeliveryError as error:
        raise DeliveryError(
            "Maintenance was switched, but CloudFront may still serve cached pages: "
            f"{error.message}",
            f"Run the same command again, or ask somebody with the permission to run\n{BY_HAND}",
        ) from error


@noun.command("off", examples=["maintenance off", "maintenance off pr-42"])
@stage
def off(stage: str) -> int:
    """End maintenance, so that visitors see the site again."""
    return carried_out(stage, ["off"], yes=True)


@noun.command("show", examples=["maintenance show"])
@stage
def show(stage: str) -> int:
    """Show whether maintenance is on, and until when."""
    return carried_out(stage, [], yes=True)


def carried_out(stage: str, words: list[str], yes: bool) -> int:
    """The exit code of the command on the stage, which is audited as any other."""
    command = ["maintenance", *words]
    options = Options(leave=leave, tell=say)
    return carry_out(parse(stage), command, "", options=options, yes=yes, as_json=False)

"""``status``: how a stage is, on one screen."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import click

from delivery.aws import sts
from delivery.operate import previews, production, screen
from delivery.operate.health import Health, Part, worst
from delivery.tools import config
from delivery.tools.command_line import Verb
from delivery.tools.console import as_json, stage
from delivery.tools.stages import Preview, parse

EVERY_SECONDS: Final = 15.0
CLEAR: Final = "\x1b[H\x1b[2J"  # of a terminal: to the first line, and everything erased


@click.command("status", cls=Verb, examples=["status", "status pr-42 --json"])
@stage
@as_json
@click.option("--watch", is_flag=True, help="Look again every 15 s, until Ctrl-C.")
def status(stage: str, as_json: bool, watch: bool) -> int:
    """Show the state of a stage.

    Exit codes: 0 it is well, 3 something needs attention, 4 visitors are not served.
    """
    named = parse(stage)
    sts.caller()  # raises DeliveryError for somebody whom AWS does not know

    def look() -> list[Part]:
        if isinstance(named, Preview):
            return previews.parts(named)
        return production.parts(config.environment())

    return watched(stage, look, as_json) if watch else shown(stage, look(), as_json)


noun = status


def shown(stage: str, parts: list[Part], as_json: bool) -> Health:
    now = datetime.now(UTC)
    if as_json:
        print(json.dumps(screen.document(stage, parts, now)), flush=True)
    else:
        print(screen.render(stage, parts, now), flush=True)
    return worst(parts)


def watched(stage: str, look: Callable[[], list[Part]], as_json: bool) -> Health:
    """Again and again; Ctrl-C ends it with the exit code of what was shown last."""
    health = Health.WELL
    try:
        while True:
            parts = look()
            if sys.stdout.isatty() and not as_json:
                print(CLEAR, end="")
            health = shown(stage, parts, as_json)
            time.sleep(EVERY_SECONDS)
    except KeyboardInterrupt:
        return health

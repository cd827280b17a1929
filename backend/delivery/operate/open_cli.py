"""``open``: a stage's addresses, and its site in the browser."""

import json
import sys
import webbrowser

import click

from delivery.operate import addresses
from delivery.tools import config
from delivery.tools.command_line import Verb
from delivery.tools.console import as_json, stage
from delivery.tools.stages import parse


@click.command("open", cls=Verb, examples=["open", "open pr-42 --json"])
@stage
@as_json
def open_(stage: str, as_json: bool) -> None:
    """Print a stage's addresses, and open its site.

    The browser opens only if the command runs in a terminal. `preview open` prints a preview's
    passwords.
    """
    found = addresses.of(parse(stage), config.environment())
    if as_json:
        print(json.dumps(found, indent=1))
        return
    for name, address in found.items():
        print(f"{name:<8} {address}")
    if sys.stdout.isatty() and "site" in found:
        webbrowser.open(found["site"])


noun = open_

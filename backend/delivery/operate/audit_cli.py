"""``audit``: who ran what on a stage, and how it ended."""

import json
from dataclasses import asdict

import click

from delivery.aws import logs
from delivery.operate import history
from delivery.operate.logs_cli import moment
from delivery.tools.command_line import Verb
from delivery.tools.console import as_json, say, stage
from delivery.tools.stages import parse


@click.command("audit", cls=Verb, examples=["audit --since 7d", "audit pr-42 --json"])
@stage
@click.option(
    "--since",
    type=moment,
    default="30d",
    metavar="TIME",
    help="How far to look back, such as 2h or 7d. [default: 30d]",
)
@as_json
def audit(stage: str, since: float, as_json: bool) -> None:
    """Show who ran management commands on a stage.

    Values that may be secret are not in the audit record.
    """
    named = parse(stage)
    messages = [event.message for event in logs.events(named.audit_group, since)]
    found = history.entries(messages, named.name)
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=1))
        return
    for one in found:
        print(history.shown(one))
    say(f"{len(found)} commands on {named.name}")


noun = audit

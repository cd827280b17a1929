"""``env``: a stage's variables, and where each comes from."""

import json
from dataclasses import asdict
from typing import Final

import click

from delivery.aws import lambda_functions
from delivery.operate import previews, variables
from delivery.operate.production import Running
from delivery.operate.screen import COLUMNS
from delivery.operate.variables import Given
from delivery.tools import config
from delivery.tools.command_line import Verb
from delivery.tools.console import as_json, stage
from delivery.tools.stages import Preview, Production, parse

NAME: Final = 31


@click.command("env", cls=Verb, examples=["env", "env pr-42 --json"])
@stage
@as_json
def env(stage: str, as_json: bool) -> None:
    """Show a stage's variables and their sources.

    The value of a secret is never shown.
    """
    found = of(parse(stage))
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=1))
        return
    for one in found:
        line = f"{one.name:<{NAME}} {one.source}"
        print(line if len(line) <= COLUMNS else f"{one.name}\n    {one.source}")
        if one.value:
            print(f"    {one.value}")


noun = env


def of(stage: Production | Preview) -> list[Given]:
    if isinstance(stage, Preview):
        previews.found(stage)
        plain, refers = variables.without_references(lambda_functions.variables(stage.function))
        return variables.given(variables.FUNCTION, plain, refers)
    running = Running(config.environment())
    return variables.given(variables.TASK, running.variables, running.secrets)

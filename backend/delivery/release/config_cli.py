"""``config check``: whether everything that a release needs is set."""

import click

from delivery.release import preflight
from delivery.release.cli import settings
from delivery.tools.command_line import Noun


@click.group("config", cls=Noun, examples=["config check"])
def noun() -> None:
    """Check that a release has what it needs."""


@noun.command("check", examples=["config check"])
def check() -> None:
    """List everything that is missing, malformed or not allowed."""
    preflight.release(settings())
    print("Everything that a release needs is set.")

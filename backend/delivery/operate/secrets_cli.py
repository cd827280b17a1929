"""``secrets``: new values of production's secrets."""

import sys

import click

from delivery.operate import rotation
from delivery.operate.production import Running
from delivery.records.releases import short
from delivery.tools import config
from delivery.tools.command_line import Noun
from delivery.tools.console import say
from delivery.tools.errors import PROGRAM, DeliveryError


@click.group("secrets", cls=Noun, examples=["secrets rotate DJANGO_SECRET_KEY"])
def noun() -> None:
    """Replace the values of production's secrets."""


@noun.command(
    "rotate",
    examples=[
        "secrets rotate DJANGO_SECRET_KEY --leaked",
        "secrets rotate EMAIL_HOST_PASSWORD",
    ],
)
@click.argument("name", metavar="NAME", help="The variable, such as DJANGO_SECRET_KEY.")
@click.option(
    "--leaked", is_flag=True, help="The signing key: refuse everything that the old key signed."
)
def rotate(name: str, leaked: bool) -> None:
    """Release the current version with a new value of a secret.

    Generates the signing key and the passwords of the database and of the superuser. Any other
    value is read from stdin: first change it at the service that checks it. The old value is
    deleted at once if no task needs it; otherwise run `secrets retire` later.
    """
    rotation.refuse_unknown(name)
    value = rotation.made() if name in rotation.MADE else read(name)
    release = rotation.rotate(name, value, config.environment(), say, leaked=leaked)
    say(f"If GitHub's environment production has the secret {name}, change it there too.")
    if name == rotation.DATABASE:
        user = Running(config.environment()).variables["DB_USER"]
        say(f"There the variable DB_USER becomes {user}.")
    print(f"{name} has a new value in {short(release.task_definition)}")


@noun.command("retire", examples=["secrets retire DB_PASSWORD"])
@click.argument("name", metavar="NAME", help="The variable, such as DB_PASSWORD.")
def retire(name: str) -> None:
    """Delete the old values of a secret that tasks still needed.

    Changes nothing while a task runs with an old value.
    """
    rotation.refuse_unknown(name)
    rotation.retire(name, config.environment(), say)


def read(name: str) -> str:
    """From stdin, without a line's end. Raises DeliveryError for nothing."""
    if value := sys.stdin.read().strip():
        return value
    raise DeliveryError(
        f"No value for {name} was given.",
        f"Give it on stdin, as in: cat FILE | {PROGRAM} secrets rotate NAME",
    )

"""``commit``: whether a commit may be deployed."""

from typing import Final

import click

from delivery.commit import ancestry
from delivery.tools import config
from delivery.tools.command_line import Noun
from delivery.tools.console import say
from delivery.tools.errors import DeliveryError

PRODUCTION: Final = "production"
PROVISIONER: Final = "provisioner"


@click.group("commit", cls=Noun, examples=["commit check HEAD --against production"])
def noun() -> None:
    """Check whether a commit may be deployed."""


@noun.command("check", examples=["commit check HEAD --against production"])
@click.argument("commit", metavar="COMMIT", help="As git names it, such as HEAD.")
@click.option(
    "--against",
    required=True,
    type=click.Choice((PRODUCTION, PROVISIONER)),
    help="Compare with the commit that this one runs.",
)
def check(commit: str, against: str) -> None:
    """Refuse a commit that is older than the one in service.

    If nobody knows which one is in service, nothing is refused.
    """
    serving = ancestry.of_provisioner() if against == PROVISIONER else serving_in_production()
    if not serving:
        say(f"Nothing to compare: no commit is known to be in service in {against}.")
        return
    ancestry.refuse_older(commit, serving)
    print(f"{commit} is not older than {serving[:12]}, which is in service.")


def serving_in_production() -> str:
    url = config.environment().get("API_BASE_URL", "")
    if not url:
        raise DeliveryError("API_BASE_URL is not set.", "Set it to the backend's address.")
    return ancestry.of_production(url)

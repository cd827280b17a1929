"""``commit``: whether a commit may be deployed."""

import argparse
from typing import Final

from delivery.commit import ancestry
from delivery.tools import config
from delivery.tools.console import Nouns, say
from delivery.tools.errors import DeliveryError

PRODUCTION: Final = "production"
PROVISIONER: Final = "provisioner"


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("commit", help="whether a commit may be deployed").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("check", help="refuse one that is older than what serves")
    words.add_argument("commit", metavar="COMMIT", help="as git names it, such as HEAD")
    words.add_argument("--against", required=True, choices=(PRODUCTION, PROVISIONER))
    words.set_defaults(call=check)


def check(arguments: argparse.Namespace) -> None:
    serving = (
        ancestry.of_provisioner() if arguments.against == PROVISIONER else serving_in_production()
    )
    if not serving:
        say(f"Nobody says which commit serves in {arguments.against}: there is nothing to compare.")
        return
    ancestry.refuse_older(arguments.commit, serving)
    print(f"{arguments.commit} is not older than {serving[:12]}, which serves.")


def serving_in_production() -> str:
    url = config.environment().get("API_BASE_URL", "")
    if not url:
        raise DeliveryError("API_BASE_URL is not set.", "Set it to the backend's address.")
    return ancestry.of_production(url)

"""``provisioner``: the function that keeps the previews' databases."""

import argparse
import json

from delivery.provisioner import sequence
from delivery.tools import checkout, config
from delivery.tools.console import Nouns, file, say
from delivery.tools.errors import DeliveryError

MAIN = "refs/heads/main"


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser(
        "provisioner", help="the function that keeps the previews' databases"
    ).add_subparsers(required=True, metavar="VERB")
    words = verbs.add_parser("deploy", help="deploy it from main, and refresh the template")
    words.add_argument("--commit", help="instead of the one that is checked out")
    words.add_argument("--package", type=file, metavar="ZIP", help="built elsewhere")
    words.add_argument("--json", action="store_true", help="what was deployed as JSON")
    words.set_defaults(call=deploy)


def deploy(arguments: argparse.Namespace) -> None:
    refuse_another_branch()
    commit = arguments.commit or checkout.commit()
    deployed = sequence.deploy(arguments.package, commit, config.values(), say)
    if arguments.json:
        print(json.dumps(deployed))
    else:
        print(f"{deployed['function']}: {commit[:12]}, its template of the same commit")


def refuse_another_branch() -> None:
    """What runs with the rights over every preview's data is main's code and no pull request's."""
    ref = config.environment().get("GITHUB_REF", MAIN)
    if ref != MAIN:
        raise DeliveryError(
            f"The provisioner is deployed from main, and this is {ref}.",
            "Run it on the branch main.",
        )

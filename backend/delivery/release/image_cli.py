"""``image``: production's image in its registry."""

import argparse

from delivery.aws import ecr
from delivery.tools.console import Nouns, step_outputs
from delivery.tools.stages import PRODUCTION


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("image", help="production's image").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("find", help="the digest of a commit's image, empty where none is")
    words.add_argument("commit")
    words.add_argument(
        "--step-output", action="store_true", help="also as the output `digest` of the step"
    )
    words.set_defaults(call=find)


def find(arguments: argparse.Namespace) -> None:
    """A commit's image is built once: its tag can never name another one."""
    digest = ecr.digest_of(PRODUCTION, arguments.commit)
    print(digest)
    if arguments.step_output:
        step_outputs({"digest": digest})

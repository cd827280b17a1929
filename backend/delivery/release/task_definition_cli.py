"""``task-definition``: what ECS is told to run."""

import argparse
import json

from delivery.aws import secret_versions
from delivery.release import task_definition
from delivery.tools import config
from delivery.tools.config import region
from delivery.tools.console import Nouns, output, say
from delivery.tools.stages import PRODUCTION


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("task-definition", help="what ECS is told to run").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("render", help="template, image and variables into one document")
    words.add_argument("--image", required=True, metavar="REPOSITORY@sha256:DIGEST")
    words.add_argument("--output", type=output, metavar="FILE", help="instead of stdout")
    words.set_defaults(call=render)


def render(arguments: argparse.Namespace) -> None:
    template = task_definition.read_template()
    names = {name: value for name, value in config.values().items() if isinstance(value, str)}
    document = task_definition.render(
        template,
        arguments.image,
        {**names, "AWS_REGION": region()},
        config.environment(),
        secret_versions.arns(PRODUCTION, task_definition.SECRETS),
    )
    text = json.dumps(document, indent=2)
    if arguments.output is None:
        print(text)
        return
    arguments.output.write_text(f"{text}\n")
    say(f"Rendered {arguments.output}")

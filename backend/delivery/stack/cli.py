"""``stack``: the infrastructure, deployed and listed."""

import argparse
import json
import sys

from delivery.aws.cloudformation import Change
from delivery.stack import sequence
from delivery.stack.change import WITHIN_SECONDS, is_production
from delivery.stack.parameters import Sources
from delivery.tools import config
from delivery.tools.console import Nouns, number, say, table
from delivery.tools.errors import DeliveryError

SIGNS = {"Add": "+", "Remove": "-"}


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("stack", help="the infrastructure").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("deploy", help="make or change stacks; all of them in order")
    words.add_argument("names", nargs="*", metavar="NAME", help=", ".join(sequence.NAMES))
    words.add_argument(
        "--parameter", type=pair, action="append", default=[], metavar="NAME=VALUE", dest="given"
    )
    words.add_argument("--yes", action="store_true", help="do not ask before changing production")
    words.add_argument(
        "--within", type=number, default=WITHIN_SECONDS, metavar="SECONDS", help="(3600) each"
    )
    words.set_defaults(call=deploy)
    words = verbs.add_parser("list", help="what there is, and the variables that it gives")
    words.add_argument("--json", action="store_true")
    words.set_defaults(call=show)


def pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(
            f'"{text}" is not a parameter. Write it as in AlarmEmail=somebody@example.com'
        )
    return name, value


def deploy(arguments: argparse.Namespace) -> None:
    existing = config.existing(config.environment())
    names = arguments.names or [name for name in sequence.NAMES if name not in existing]
    if unknown := sorted({*names, *existing} - set(sequence.NAMES)):
        raise DeliveryError(
            f"There is no stack {' or '.join(unknown)}.", f"There are: {', '.join(sequence.NAMES)}."
        )
    decided = frozenset(config.parameter(row.name) for row in config.DECISIONS)
    sources = Sources(dict(arguments.given), config.decisions(config.environment()), decided)

    def approve(name: str, changes: list[Change]) -> None:
        say(f"Stack {name}:")
        shown(changes)
        if is_production(name) and not arguments.yes:
            ask(name)

    replaced = sequence.replaced(existing, config.environment())
    print_variables(sequence.deploy(names, sources, say, approve, arguments.within, replaced))


def shown(changes: list[Change]) -> None:
    for change in sorted(changes, key=lambda one: (one.action, one.name)):
        replaced = ", replaced by a new one" if change.replaced else ""
        say(f"  {SIGNS.get(change.action, '~')} {change.name} ({change.kind}){replaced}")


def ask(name: str) -> None:
    """Raises DeliveryError unless whoever sits there types the stack's name."""
    if not sys.stdin.isatty():
        raise DeliveryError(
            f"The stack {name} is production's, and there is nobody here to ask.",
            "Add --yes if it shall change as shown.",
        )
    say("Type the stack's name to go on:")
    if input().strip() != name:
        raise DeliveryError("Nothing was changed.", f'Type "{name}" when asked, or add --yes.')


def show(arguments: argparse.Namespace) -> None:
    found = sequence.listed()
    if arguments.json:
        rows = {
            name: {"status": stack.status, "outputs": dict(stack.outputs)} if stack else None
            for name, stack in found.items()
        }
        print(json.dumps(rows, indent=1))
        return
    existing = config.existing(config.environment())
    absent = {name: "given by variables" if name in existing else "not there" for name in found}
    lines = [(name, stack.status if stack else absent[name]) for name, stack in found.items()]
    say(table(("Stack", "Status"), lines))
    print_variables(
        {key: value for stack in found.values() if stack for key, value in stack.outputs.items()}
    )


def print_variables(outputs: dict[str, str]) -> None:
    """As the workflows' environments on GitHub take them; what else a stack gives is its own."""
    for name, value in sequence.variables(outputs).items():
        print(f"{name}={value}")

"""``stack``: the infrastructure, deployed and listed."""

import json
import sys

import click
from click.shell_completion import CompletionItem

from delivery.aws.cloudformation import ResourceChange
from delivery.stack import sequence
from delivery.stack.change import WITHIN_SECONDS, is_production
from delivery.stack.parameters import Sources
from delivery.tools import config
from delivery.tools.command_line import Noun
from delivery.tools.console import as_json, say, seconds, table
from delivery.tools.errors import DeliveryError

SIGNS = {"Add": "+", "Remove": "-"}
REPLACED = {"True": ", replaced by a new one", "Conditional": ", perhaps replaced by a new one"}


@click.group("stack", cls=Noun, examples=["stack deploy", "stack list"])
def noun() -> None:
    """Deploy the infrastructure."""


def pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise click.BadParameter(
            f'"{text}" is not a parameter. Write it as in AlarmEmail=somebody@example.com'
        )
    return name, value


def names_of_stacks(
    context: click.Context, parameter: click.Parameter, begun: str
) -> list[CompletionItem]:
    return [CompletionItem(name) for name in sequence.NAMES if name.startswith(begun)]


@noun.command(
    "deploy",
    examples=[
        "stack deploy",
        "stack deploy alarms \\\n--parameter AlarmEmail=staff@example.com",
    ],
)
@click.argument(
    "names",
    nargs=-1,
    metavar="[NAME]...",
    shell_complete=names_of_stacks,
    help=f"Any of {', '.join(sequence.NAMES)}.",
)
@click.option(
    "--parameter",
    "given",
    type=pair,
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of the template. Repeat the option for more.",
)
@click.option("--yes", is_flag=True, help="Do not ask before changing production.")
@seconds("--within", WITHIN_SECONDS, "How long to wait for each stack.")
def deploy(
    names: tuple[str, ...], given: tuple[tuple[str, str], ...], yes: bool, within: float
) -> None:
    """Create or change stacks. Without a name: all of them, in order."""
    existing = config.existing(config.environment())
    wanted = names or [name for name in sequence.NAMES if name not in existing]
    if unknown := sorted({*wanted, *existing} - set(sequence.NAMES)):
        raise DeliveryError(
            f"There is no stack {' or '.join(unknown)}.", f"There are: {', '.join(sequence.NAMES)}."
        )
    decided = frozenset(config.parameter(row.name) for row in config.DECISIONS)
    parameters = {name: config.spelled(config.variable(name), value) for name, value in given}
    sources = Sources(parameters, config.decisions(config.environment()), decided)

    def approve(name: str, changes: list[ResourceChange]) -> None:
        say(f"Stack {name}:")
        shown(changes)
        if is_production(name) and not yes:
            ask(name)

    replaced = sequence.replaced(existing, config.environment())
    print_variables(sequence.deploy(wanted, sources, say, approve, within, replaced))


def shown(changes: list[ResourceChange]) -> None:
    for change in sorted(changes, key=lambda one: (one.action, one.name)):
        replaced = REPLACED.get(change.replacement, "")
        say(f"  {SIGNS.get(change.action, '~')} {change.name} ({change.kind}){replaced}")


def ask(name: str) -> None:
    """Ask for the stack's name. Raises DeliveryError if another text is typed."""
    if not sys.stdin.isatty():
        raise DeliveryError(
            f"The stack {name} is part of production. Changing it needs your "
            "confirmation, but there is no terminal.",
            "Add --yes to make the changes that are shown.",
        )
    say("Type the stack's name to continue:")
    if input().strip() != name:
        raise DeliveryError("Nothing was changed.", f'Type "{name}" when asked, or add --yes.')


@noun.command("list", examples=["stack list", "stack list --json"])
@as_json
def show(as_json: bool) -> None:
    """Show the stacks and the variables from their outputs."""
    found = sequence.listed()
    if as_json:
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

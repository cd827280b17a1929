"""The tree of delivery's commands, and whether words are accepted without doing anything."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from unittest.mock import patch

import click

from delivery import cli
from delivery.tools.command_line import Explained, Room, VerbWithVerbs


def commands(above: click.Group = cli.root, *path: str) -> Iterator[tuple[str, Explained]]:
    """Every noun and verb, named by its words such as ``preview deploy``."""
    for name, one in above.commands.items():
        command = one.noun if isinstance(one, Room) else one
        assert isinstance(command, Explained)
        yield " ".join([*path, name]), command
        if isinstance(command, VerbWithVerbs):
            yield from ((" ".join([*path, name, verb]), it) for verb, it in command.verbs.items())
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


COMMANDS = dict(commands())
VERBS = {name: one for name, one in COMMANDS.items() if not isinstance(one, click.Group)}


def parsed(words: Sequence[str]) -> int:
    """The exit code of the command where its function does nothing: 2 for wrong words."""
    with ExitStack() as stack:
        for command in VERBS.values():
            stack.enter_context(patch.object(command, "callback", lambda **values: None))
        return cli.main(words)

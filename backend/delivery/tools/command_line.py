"""What all commands have in common: examples in their help, --verbose, modules read when needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any, Final, cast

import click
from click.core import augment_usage_errors

from delivery.tools.errors import PROGRAM


@dataclass(slots=True)
class Asked:
    """What was asked for beside the command itself."""

    verbose: bool = False


def remember_verbose(context: click.Context, option: click.Parameter, value: bool) -> None:
    context.ensure_object(Asked).verbose |= value


VERBOSE: Final = click.Option(
    ["--verbose"],
    is_flag=True,
    expose_value=False,
    callback=remember_verbose,
    help="Show where an error came from.",
)


class Explained(click.Command):
    """A command whose help ends with examples.

    An example is what follows the program's name. A backslash at the end of a line goes on with the
    next one, as in a shell.
    """

    def __init__(self, *args: Any, examples: Sequence[str] = (), **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.examples = examples
        self.params.append(VERBOSE)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Examples"):
            for example in self.examples:
                margin = " " * formatter.current_indent
                lines = f"{PROGRAM} {example}".replace("\n", f"\n{margin}    ")
                formatter.write(f"{margin}{lines}\n")


class Verb(Explained):
    """A command that does something."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse ``--commit --json``: click would take the second option for the commit.

        Every error knows the command, so that it shows how the command is used.
        """
        valued = {
            name
            for one in self.params
            if isinstance(one, click.Option) and not one.is_flag
            for name in one.opts
        }
        with augment_usage_errors(ctx):
            for word, following in pairwise(args):
                if word == "--":
                    break
                if word in valued and looks_like_an_option(following):
                    raise click.BadOptionUsage(word, f"Option {word!r} requires an argument.")
            return super().parse_args(ctx, args)


def looks_like_an_option(word: str) -> bool:
    return word.startswith("-") and len(word) > 1 and " " not in word


class VerbWithVerbs(Verb):
    """A verb with verbs of its own. A first word that is the name of one calls that one."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.verbs: dict[str, Explained] = {}

    def add_verb(self, name: str, verb: click.Command) -> None:
        self.verbs[name] = cast(Explained, verb)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        if args and (verb := self.verbs.get(args[0])):
            return verb.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, one.get_short_help_str(60)) for name, one in self.verbs.items()]
            )
        super().format_epilog(ctx, formatter)


class Noun(Explained, click.Group):
    """A command that has verbs."""

    command_class = Verb


class Room(click.Command):
    """The noun of a room. Its module is imported when the noun is called, and not for a list."""

    def __init__(self, name: str, module: str, help: str) -> None:
        super().__init__(name, help=help)
        self.module = module

    @property
    def noun(self) -> Explained:
        """Each room's module calls its command ``noun``."""
        return cast(Explained, import_module(self.module).noun)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        return self.noun.make_context(info_name, args, parent, **extra)

"""What the modules of every noun share."""

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

import click
from click.decorators import FC
from click.shell_completion import CompletionItem

from delivery.tools import config


def say(words: str) -> None:
    """Prose for whoever watches; data goes to stdout. Nobody may be left: a terminal was closed."""
    with suppress(OSError):
        print(words, file=sys.stderr, flush=True)


def show(line: str) -> None:
    """A line of data, at once."""
    print(line, flush=True)


def step_outputs(values: Mapping[str, object]) -> None:
    """Outputs of the workflow's step; elsewhere nothing. A value is one line and nobody else's."""
    if name := config.environment().get("GITHUB_OUTPUT"):
        with Path(name).open("a") as file:
            file.writelines(f"{key}={value}\n" for key, value in values.items())


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their longest cell: a date or an address is never cut or wrapped."""
    every = [tuple(headings), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in every]
    return "\n".join("  ".join(row).rstrip() for row in padded)


# Options that several commands have.

as_json = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
image = click.option(
    "--image", required=True, metavar="REPOSITORY@sha256:DIGEST", help="The image to run."
)
stage = click.argument(
    "stage",
    metavar="[STAGE]",
    default="production",
    help='"production" if left out, or a preview such as "pr-42".',
)
step_output = click.option(
    "--step-output", is_flag=True, help="Also write it to the outputs of the workflow's step."
)


def seconds(
    name: str, default: float, what: str, variable: str | None = None
) -> Callable[[FC], FC]:
    """An option. The environment's ``variable`` is its default, if it is set."""
    return click.option(
        name,
        type=number,
        default=default,
        envvar=variable,
        show_envvar=True,
        metavar="SECONDS",
        help=f"{what} [default: {default:.0f}]",
    )


def paths(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the shell complete the names of files and folders."""
    return [CompletionItem(begun, type="file")]


# Types of arguments. click shows the message and ends with exit code 2.


def address(text: str) -> str:
    """An http or https address, without a slash at its end."""
    from delivery.tools.http import is_address  # no other command needs a client of HTTP

    if not is_address(text):
        raise click.BadParameter(
            f'"{text}" is not an address. Write it as in https://www.innovatetogrow.com'
        )
    return text.rstrip("/")


def number(text: str) -> float:
    """At least 0, and finite."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not 0 <= found < math.inf:
        raise click.BadParameter(f'"{text}" is not a number such as 900')
    return found


def file(text: str) -> Path:
    """One that is there."""
    return existing(text, Path.is_file, "file")


def folder(text: str) -> Path:
    """One that is there."""
    return existing(text, Path.is_dir, "folder")


def existing(text: str, is_one: Callable[[Path], bool], kind: str) -> Path:
    with suppress(OSError):  # a name that is too long
        if text and is_one(Path(text)):
            return Path(text)
    raise click.BadParameter(f'There is no {kind} "{text}". Build it first')


def output(text: str) -> Path:
    """A file that can be made. Its folder is made now, before any work is done for it."""
    found = Path(text).absolute()
    try:
        found.parent.mkdir(parents=True, exist_ok=True)
        if found.is_dir():
            raise IsADirectoryError(EISDIR, "It is a folder")
    except OSError as error:
        raise click.BadParameter(
            f'"{text}" cannot be written: {error.strerror}. Name another file'
        ) from error
    return found

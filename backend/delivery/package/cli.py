"""``package``: the zip that Lambda runs."""

import time
from pathlib import Path

import click

from delivery.package import build as package
from delivery.tools.command_line import Verb
from delivery.tools.console import as_json, output, paths, say


@click.command(
    "package", cls=Verb, examples=["package", "package --output /tmp/package.zip --json"]
)
@click.option(
    "--output",
    "target",
    type=output,
    metavar="ZIP",
    shell_complete=paths,
    help="The file to write. [default: build/package.zip]",
)
@as_json
def build(target: Path | None, as_json: bool) -> None:
    """Build the zip that Lambda runs."""
    from rich.console import Console  # 50 ms, which its help need not wait for

    from delivery.package import report

    started = time.monotonic()
    target = target or package.OUTPUT
    package.build(target, say)
    say(f"Built in {time.monotonic() - started:.0f} s")
    contents = report.report_on(target)
    if as_json:
        print(report.as_json(contents))
    else:
        report.show(contents, Console())


noun = build

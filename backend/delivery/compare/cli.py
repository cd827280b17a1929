"""``compare``: the report of what a change changes, checked and rendered."""

from pathlib import Path
from typing import Final

import click

from delivery.compare import page, reading, rules, summary
from delivery.tools.command_line import Noun
from delivery.tools.console import say
from delivery.tools.errors import DeliveryError

REPORT: Final = Path("build/compare/report.json")
RULES: Final = Path(".github/compare.yml")


@click.group("compare", cls=Noun, examples=["compare check", "compare render"])
def noun() -> None:
    """Check and render the report of a comparison."""


file = click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path),
    default=REPORT,
    show_default=True,
    metavar="FILE",
    help="The report.",
)
rules_file = click.option(
    "--rules",
    "rules_file",
    type=click.Path(path_type=Path),
    default=RULES,
    show_default=True,
    metavar="FILE",
    help="What turns the check red.",
)


@noun.command("render", examples=["compare render --report build/built/report.json"])
@file
@rules_file
def render(report_file: Path, rules_file: Path) -> None:
    """Write index.html and summary.md beside a report.

    It prints the summary. The report is data: one that is too large or holds
    anything unknown is refused.
    """
    report = reading.read(report_file)
    reasons = rules.reasons(report, rules.load(rules_file))
    (report_file.parent / "index.html").write_text(page.render(report, reasons))
    text = summary.render(report, reasons)
    (report_file.parent / "summary.md").write_text(text)
    print(text, end="")


@noun.command("check", examples=["compare check", "compare check --report build/built/report.json"])
@file
@rules_file
def check(report_file: Path, rules_file: Path) -> None:
    """Fail if the rules say that the report is red."""
    report = reading.read(report_file)
    if found := rules.reasons(report, rules.load(rules_file)):
        raise DeliveryError("\n".join(found), f"Correct this, or change {rules_file}.")
    say("Nothing in the report turns the check red.")

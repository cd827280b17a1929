"""Writes what a pull request changes into its comment, and sets a check on its commit.

The pull request's code wrote the report and the pictures. So the report is read as data, only the
first bytes of pictures are read, and the rules come from the checkout that runs this.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from delivery.aws import s3
from delivery.compare import pictures, reading, rules, summary
from delivery.compare.report import Report
from delivery.preview import github
from delivery.preview.settings import PreviewSettings
from delivery.tools import markdown
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import Preview

CONTEXT: Final = "Comparison"
# Served by the CDN of previews, and no folder of uploads: those say if a preview has content.
FOLDER: Final = "static/comparison/"


@dataclass(frozen=True, slots=True)
class Compared:
    """``folder`` holds report.json and pictures; ``run`` is the address of the run that kept it."""

    stage: Preview
    commit: str
    folder: Path
    run: str


def tell(compared: Compared, rules_file: Path, settings: PreviewSettings, say: Say) -> list[str]:
    """Why the check is red. Raises DeliveryError for an invalid report, which is red too."""
    limits = rules.load(rules_file)
    try:
        report = read(compared)
    except DeliveryError as error:
        check(compared, "error", "No report can be read.")
        with github.telling(say):
            github.comment_on_change(compared.stage, refused(compared, error))
        raise
    reasons = rules.reasons(report, limits)
    check(compared, "failure" if reasons else "success", verdict(reasons))
    text = section(compared, report, reasons, settings)
    with github.telling(say):
        github.comment_on_change(compared.stage, text)
    return reasons


def read(compared: Compared) -> Report:
    report = reading.read(compared.folder / "report.json")
    if report.change != compared.commit:
        raise DeliveryError(
            f"The report is of {report.change[:12]}, not of {compared.commit[:12]}.",
            "Run the workflow Comparison again.",
        )
    return report


def section(
    compared: Compared, report: Report, reasons: list[str], settings: PreviewSettings
) -> str:
    """The lower part of the comment."""
    pairs = pictures.chosen(report, compared.folder)
    addresses = upload(compared.stage, pairs, settings)
    lines = [
        summary.render(report, reasons).strip(),
        "",
        *pictures.table(pairs, addresses),
        "",
        f"[The whole report of {report.change[:12]}, with pictures]({compared.run}#artifacts)",
    ]
    return "\n".join(lines)


def upload(
    stage: Preview, pairs: list[pictures.Pair], settings: PreviewSettings
) -> dict[Path, str]:
    """Upload the pictures, and return their addresses. Deletes those of earlier comparisons."""
    bucket, prefix = settings.files_bucket, f"{stage.prefix}{FOLDER}"
    files = [file for pair in pairs for file in pair.files if file]
    names = {file: s3.upload(bucket, prefix, file, "image/png") for file in files}
    s3.delete(bucket, sorted(s3.sizes(bucket, prefix).keys() - {*names.values()}))
    return {file: f"{settings.files}/{name}" for file, name in names.items()}


def refused(compared: Compared, error: DeliveryError) -> str:
    text = markdown.block(f"{error.message}\n{error.remedy}")
    where = f"[The run that compared]({compared.run}) says more."
    return f"### No comparison of {compared.commit[:12]}\n\n{text}\n\n{where}"


def verdict(reasons: list[str]) -> str:
    """The check's text. It has no text of the report, because GitHub shows it unchanged."""
    if not reasons:
        return "Nothing is red."
    count = "One thing is" if len(reasons) == 1 else f"{len(reasons)} things are"
    return f"{count} red: see the pull request's comment."


def check(compared: Compared, state: str, words: str) -> None:
    status = {"state": state, "context": CONTEXT, "description": words, "target_url": compared.run}
    github.set_commit_status(compared.commit, status)

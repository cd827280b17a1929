"""What `github check` finds wrong."""

from collections.abc import Iterator

from delivery.github import check, workflow_reads
from delivery.github.cli import repository
from delivery.operate.doctor.diagnosis import Finding
from delivery.tools import github_api
from delivery.tools.errors import PROGRAM


def faults() -> Iterator[Finding]:
    reads = workflow_reads.by_environment()
    there = repository(reads)
    plan = github_api.plan(there.name.partition("/")[0]) if there.private else ""
    for one in check.findings(there, reads, plan):
        if one.kind in check.FAULTS:
            yield Finding(
                f"GitHub, {one.where}: {one.what} is {one.kind}.",
                f"{PROGRAM} github setup --dry-run",
            )

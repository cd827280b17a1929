"""What turns the check red: ``.github/compare.yml`` of the default branch. Pictures never do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from delivery.compare.report import Report
from delivery.tools.errors import DeliveryError

IMPACTS: Final = ("unknown", "minor", "moderate", "serious", "critical")


class Budgets(BaseModel):
    """How much more there may be. None is no limit."""

    model_config = ConfigDict(extra="forbid", strict=True)

    site_bytes: int | None = Field(None, ge=0)
    unpacked_bytes: int | None = Field(None, ge=0)
    queries_of_a_response: int | None = Field(None, ge=0)
    modules_at_start: int | None = Field(None, ge=0)


class Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    breaking_api: bool = True
    old_code_must_run: bool = False
    broken_links: bool = True
    axe: Literal["minor", "moderate", "serious", "critical", "never"] = "serious"
    budgets: Budgets = Budgets()


def load(path: Path) -> Rules:
    """Raises DeliveryError with the first key that does not fit."""
    try:
        return Rules.model_validate(yaml.safe_load(path.read_text()) or {})
    except (yaml.YAMLError, ValidationError, UnicodeError) as error:
        problem = error.errors()[0] if isinstance(error, ValidationError) else None
        why = f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" if problem else str(error)
        raise DeliveryError(
            f"{path} is not valid: {why}.", "docs/delivering.md lists the keys."
        ) from error


def reasons(report: Report, rules: Rules) -> list[str]:
    """Why the check is red; none where it is green."""
    return [*of_interface(report, rules), *of_pages(report, rules), *of_budgets(report, rules)]


def of_interface(report: Report, rules: Rules) -> Iterator[str]:
    if rules.breaking_api:
        yield from (f"breaking change of the API: {one.what}" for one in report.api.breaking)
    if rules.old_code_must_run:
        for fault in report.database.faults:
            yield f"the base's code does not run on the changed schema: {fault}"


def of_pages(report: Report, rules: Rules) -> Iterator[str]:
    least = IMPACTS.index(rules.axe) if rules.axe != "never" else len(IMPACTS)
    for one in report.accessibility.findings:
        if one.kind == "new" and IMPACTS.index(one.impact) >= least:
            yield f"axe: {one.rule} ({one.impact}) on {one.page}"
    if rules.broken_links:
        for link in report.accessibility.broken_links:
            if link.kind == "new":
                yield f"broken link: {link.what}"


def of_budgets(report: Report, rules: Rules) -> Iterator[str]:
    cost, budgets = report.cost, rules.budgets
    for limit, found, unit in (
        (budgets.site_bytes, [cost.total_site_bytes], "bytes"),
        (budgets.unpacked_bytes, cost.unpacked_bytes, "bytes"),
        (budgets.queries_of_a_response, [*cost.cold_queries, *cost.warm_queries], "queries"),
        (budgets.modules_at_start, [cost.modules], "modules"),
    ):
        for one in found:
            if limit is not None and one and one.after - one.before > limit:
                more = one.after - one.before
                yield f"{one.what}: {more:,} more {unit}, of {limit:,} allowed"

"""What a report says, as headings and tables of plain text. Pure; nothing is escaped yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from delivery.compare.report import Amount, Difference, Measured, Migration, Report

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """``columns`` and every row are of one length."""

    section: str
    title: str
    columns: Row
    rows: Sequence[Row]


def tables(report: Report) -> list[Table]:
    """Those with a row, in the order in which a reviewer asks."""
    found = [
        *of_pages(report),
        *of_api(report),
        *of_database(report),
        *of_cost(report),
        *of_accessibility(report),
        *of_delivery(report),
    ]
    return [table for table in found if table.rows]


def nothing(report: Report) -> str:
    """The one line about a change that changes nothing here."""
    return (
        f"Nothing differs: {report.compared} pages, the API, database, cost, accessibility and "
        f"delivery are as at {report.base[:12]}."
    )


def of_pages(report: Report) -> Iterator[Table]:
    rows = []
    for page in report.pages:
        shares = {shot.width: percent(shot.share) for shot in page.shots}
        markup = f"{len(page.markup)} lines" if page.markup else ""
        rows.append(
            (page.name, page.path, shares.get("phone", ""), shares.get("desktop", ""), markup)
        )
    yield Table("Pages", "", ("Page", "Address", "Phone", "Desktop", "Markup"), rows)


def percent(share: float) -> str:
    return "the same" if share == 0 else "under 0.01 %" if share < 0.0001 else f"{share:.2%}"


def of_api(report: Report) -> Iterator[Table]:
    yield differences("API", "Breaking changes", report.api.breaking)
    yield differences("API", "Other changes", report.api.other)
    rows = [
        (response.address, *row)
        for response in report.api.responses
        for row in cells(response.paths)
    ]
    columns = ("Address", "", "Path", "Before", "After")
    yield Table("API", "Responses that differ", columns, rows)


def of_database(report: Report) -> Iterator[Table]:
    database = report.database
    faults = [(fault,) for fault in database.faults]
    yield Table("Database", "The base's code does not run on this schema", ("Fault",), faults)
    yield differences("Database", "Schema", database.schema_changes)
    columns = ("Migration", "Locks", "Rewrites", "Sample", "A hundred times the rows", "Reversible")
    yield Table("Database", "Migrations", columns, [*map(migration_row, database.migrations)])


def migration_row(migration: Migration) -> Row:
    return (
        migration.name,
        ", ".join(migration.locks) or "nothing that matters",
        ", ".join(migration.rewrites) or "no table",
        measured(migration.sample),
        measured(migration.hundredfold) if migration.hundredfold else "not measured",
        "yes" if migration.is_reversible else "no",
    )


def measured(found: Measured) -> str:
    rows = f"{found.rows:,} rows"
    return f"{rows}: {found.fault}" if found.seconds is None else f"{found.seconds:.2f} s, {rows}"


def of_cost(report: Report) -> Iterator[Table]:
    cost = report.cost
    total = [cost.total_site_bytes] if cost.total_site_bytes else []
    yield amounts("Cost", "The site, in bytes after gzip", [*cost.site_bytes, *total])
    yield amounts("Cost", "Package and image, in bytes unpacked", cost.unpacked_bytes)
    yield amounts("Cost", "Queries of a response, cold", cost.cold_queries)
    yield amounts("Cost", "Queries of a response, warm", cost.warm_queries)
    yield amounts("Cost", "Modules imported at start", [cost.modules] if cost.modules else [])
    yield differences("Cost", "Modules", cost.module_names)
    yield differences("Cost", "Dependencies", cost.dependencies)


def of_accessibility(report: Report) -> Iterator[Table]:
    found = [
        (one.kind, one.impact, one.rule, one.page, one.where)
        for one in report.accessibility.findings
    ]
    columns = ("", "Impact", "Rule", "Page", "Where")
    yield Table("Accessibility and head", "Findings of axe", columns, found)
    yield differences("Accessibility and head", "Head", report.accessibility.head)
    broken = report.accessibility.broken_links
    yield differences("Accessibility and head", "Broken links", broken)


def of_delivery(report: Report) -> Iterator[Table]:
    delivery = report.delivery
    yield differences("Delivery", "Variables", delivery.variables)
    yield differences("Delivery", "IAM actions", delivery.actions)
    yield differences("Delivery", "Permissions of workflows", delivery.workflow_permissions)
    yield differences("Delivery", "Resources of stacks", delivery.resources)


def differences(section: str, title: str, found: Sequence[Difference]) -> Table:
    return Table(section, title, ("", "What", "Before", "After"), cells(found))


def cells(found: Sequence[Difference]) -> list[Row]:
    return [(one.kind, one.what, one.before, one.after) for one in found]


def amounts(section: str, title: str, found: Sequence[Amount]) -> Table:
    rows = [
        (one.what, f"{one.before:,}", f"{one.after:,}", f"{one.after - one.before:+,}")
        for one in found
    ]
    return Table(section, title, ("What", "Before", "After", "Change"), rows)

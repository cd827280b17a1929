"""A report with its pictures as one HTML document. It runs no script and loads nothing else. Pure.

Every text of the report is escaped, and the document's policy allows its own pictures alone.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Final

from delivery.compare.outline import Table, nothing, percent, tables
from delivery.compare.report import Migration, Page, Report, Shot

POLICY: Final = "default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'"
STYLE: Final = """
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 20%, transparent); }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 1rem; }
h1 { font-size: 1.4rem; } h2 { border-top: 1px solid var(--line); padding-top: 1rem; }
h3 { font-size: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; min-width: 4rem; }
pre { background: color-mix(in srgb, currentColor 7%, transparent); overflow-x: auto;
  padding: .6rem; font-size: .8rem; }
.shots { display: grid; gap: .6rem; grid-template-columns: repeat(3, 1fr); }
.phone { max-width: 60rem; } figure { margin: 0; }
img { width: 100%; border: 1px solid var(--line); }
figcaption { font-size: .8rem; }
.red { border-left: .3rem solid #c00; padding-left: .6rem; }
"""
HEAD: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>What {change} changes</title>
<style>{style}</style>
</head>
<body>
<h1>What {change} changes, against {base}</h1>
"""


def render(report: Report, reasons: list[str]) -> str:
    """``reasons``: why the check is red."""
    facts = {"change": report.change[:12], "base": report.base[:12]}
    return "\n".join(
        [HEAD.format(policy=POLICY, style=STYLE, **facts), *body(report, reasons), "</body></html>"]
    )


def body(report: Report, reasons: list[str]) -> Iterator[str]:
    yield from (f'<p class="red">Red: {escape(reason)}</p>' for reason in reasons)
    if not report.is_committed:
        yield "<p>The change has files that are not committed.</p>"
    if not report.differs:
        yield f"<p>{escape(nothing(report))}</p>"
    for section, found in groupby(tables(report), lambda table: table.section):
        yield f"<h2>{escape(section)}</h2>"
        for table in found:
            yield from rendered(table)
        if section == "Pages":
            for page in report.pages:
                yield from pictures(page)
        if section == "Database":
            for migration in report.database.migrations:
                yield from statements(migration)
    if report.left_out:
        yield f"<p>{report.left_out} more differences did not fit into the report.</p>"
    times = ", ".join(f"{name} {time:.0f} s" for name, time in report.seconds.items())
    yield f"<p>{report.compared} pages compared. {escape(times)}</p>"


def rendered(table: Table) -> Iterator[str]:
    if table.title:
        yield f"<h3>{escape(table.title)}</h3>"
    yield '<div class="wide" tabindex="0"><table><thead><tr>'
    yield "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    yield "</tr></thead><tbody>"
    for row in table.rows:
        yield f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in row)}</tr>"
    yield "</tbody></table></div>"


def pictures(page: Page) -> Iterator[str]:
    yield f"<h3>{escape(page.name)} <code>{escape(page.path)}</code></h3>"
    for shot in page.shots:
        if shot.share:
            yield from pictures_of(shot)
    if page.markup:
        lines = escape("\n".join(page.markup))
        yield f"<details><summary>Markup</summary><pre>{lines}</pre></details>"


def pictures_of(shot: Shot) -> Iterator[str]:
    yield f"<p>{shot.width}: {percent(shot.share)} of the picture changed</p>"
    yield f'<div class="shots {shot.width}">'
    for words, name in (
        ("before", shot.before),
        ("after", shot.after),
        ("difference", shot.difference),
    ):
        if name:
            yield (
                f'<figure><a href="{escape(name)}"><img loading="lazy" src="{escape(name)}" '
                f'alt="{words}, {shot.width}"></a><figcaption>{words}</figcaption></figure>'
            )
    yield "</div>"


def statements(migration: Migration) -> Iterator[str]:
    if migration.sql:
        name, sql = escape(migration.name), escape(migration.sql)
        yield f"<details><summary>SQL of {name}</summary><pre>{sql}</pre></details>"

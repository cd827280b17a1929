"""`python -m tests.compare.planted`: plants changes of every kind, and compares them with HEAD.

The report must name each of them, and nothing else.
"""

import base64
import random
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from delivery.compare.outline import Table, tables
from delivery.compare.report import Report
from tests.compare import sides
from tests.compare.__main__ import say
from tests.compare.run import compare
from tests.services.errors import ServiceError

FOLDER: Final = sides.BUILD / "planted"
REPORT: Final = sides.BUILD / "planted-report"
SCRIPT: Final = base64.b64encode(random.Random(42).randbytes(15_000)).decode()  # noqa: S311

# A text of a file, and what stands there instead.
Replaced = tuple[str, str, str]
PLANTS: Final[Mapping[str, Replaced]] = {
    "a colour": (
        "frontend/src/blocks/form/form.css",
        "border-color: var(--accent);",
        "border-color: #b45309;",
    ),
    "a moved button": (
        "frontend/src/blocks/form/form.css",
        ".form__send > [",
        ".form__send { text-align: right; }\n.form__send > [",
    ),
    "a removed field of the API": (
        "backend/sheets/schemas.py",
        "    failing: bool =",
        "    # failing: bool =",
    ),
    "20 kB of JavaScript": (
        "frontend/src/app/main.tsx",
        "followHistory();",
        f"Object.assign(globalThis, {{ planted: '{SCRIPT}' }});\nfollowHistory();",
    ),
    "a picture without an alternative text": (
        "frontend/src/components/NotFound.tsx",
        '<div className="prose">',
        '<div className="prose"><img src="/favicon.svg" width="40" height="40" />',
    ),
    "a query for each row": (
        "backend/news/models.py",
        "            title=page.title,\n            path=site.path(page),",
        "            title=NewsPage.objects.get(pk=page.pk).title,\n"
        "            path=site.path(page),",
    ),
    "a broken link": (
        "frontend/src/features/search/SearchRoute.tsx",
        """                : 'Type what you are looking for: a project, a sponsor, a topic.'}""",
        """                : <a href="/nowhere/">Type what you are looking for.</a>}""",
    ),
    "a permission of a workflow": (
        ".github/workflows/lint.yml",
        "permissions:\n  contents: read\n",
        "permissions:\n  contents: read\n  packages: write\n",
    ),
    "an action of a role": (
        "container/infrastructure/previews.yaml",
        "s3:DeleteObject, s3:ListBucket]",
        "s3:DeleteObject, s3:ListBucket, s3:PutBucketPolicy]",
    ),
}
MIGRATION: Final = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "{before}")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE catalogue_project "
            "ADD COLUMN planted double precision NOT NULL DEFAULT random()"
        )
    ]
"""
FORM: Final = "Write to us"
SITE_BYTES: Final = ("Cost", "The site, in bytes after gzip")
# What each row of the report's tables names, by section and title.
EXPECTED: Final[Mapping[tuple[str, str], set[str]]] = {
    ("Pages", ""): {
        FORM,
        f"{FORM}, with errors",
        f"{FORM}, refused",
        f"{FORM}, sent",
        "Not found",
        "Search, empty",
    },
    ("API", "Breaking changes"): {"GET /api/sheets/{key}/ responses 200 properties failing"},
    ("API", "Responses that differ"): {"$.failing"},
    ("Database", "Schema"): {"column catalogue_project.planted"},
    ("Database", "Migrations"): {"catalogue.9999_planted"},
    SITE_BYTES: {"assets/FormView.css", "assets/index.js", "total"},
    ("Cost", "Package and image, in bytes unpacked"): {"package", "image"},
    ("Cost", "Queries of a response, cold"): {"/api/news/?path=/news/"},
    ("Accessibility and head", "Findings of axe"): {"image-alt"},
    ("Accessibility and head", "Broken links"): {"/search/ to /nowhere/"},
    ("Delivery", "IAM actions"): {"previews.yaml: FilesEndpoint: Allow s3:PutBucketPolicy"},
    ("Delivery", "Permissions of workflows"): {"lint.yml: check: packages"},
}
NAMES: Final = ("Rule", "Page", "Path", "Migration", "What")  # the columns with names


def plant(folder: Path) -> None:
    """Raises ServiceError where a file has no longer the text that is replaced."""
    for name, (file, text, instead) in PLANTS.items():
        path = folder / file
        found = path.read_text()
        if found.count(text) != 1:
            raise ServiceError(
                f"{file} has not one place for {name}: correct tests/compare/planted.py"
            )
        path.write_text(found.replace(text, instead))
    migrations = folder / "backend/catalogue/migrations"
    before = max(path.stem for path in migrations.glob("[0-9]*.py"))
    (migrations / "9999_planted.py").write_text(MIGRATION.format(before=before))


def wrong(report: Report) -> list[str]:
    """What is not named, what is named besides, and a rewritten table of which nothing is said."""
    found = {(table.section, table.title): names(table) for table in tables(report)}
    faults = [
        f"{section} {title}: {sorted(named)} instead of {sorted(wanted)}"
        for section, title in found.keys() | EXPECTED.keys()
        if (named := found.get((section, title), set()))
        != (wanted := EXPECTED.get((section, title), set()))
    ]
    rewritten = [table for one in report.database.migrations for table in one.rewrites]
    if rewritten != ["catalogue_project"]:
        faults.append(f"Rewritten tables: {rewritten}")
    return faults


def names(table: Table) -> set[str]:
    column = next(table.columns.index(name) for name in NAMES if name in table.columns)
    return {row[column] for row in table.rows}


def main() -> int:
    base = sides.base("HEAD")
    sides.check_out(FOLDER, base.commit)
    sides.git("-C", str(FOLDER), "clean", "--quiet", "-d", "--force")
    plant(FOLDER)
    sides.install_node(FOLDER)
    change = sides.change(FOLDER)
    sides.build_site(change)
    report = compare(base, change, REPORT, say)
    faults = wrong(report)
    for fault in faults:
        say(fault)
    say(f"{len(PLANTS) + 1} planted changes: {'each is named' if not faults else 'see above'}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

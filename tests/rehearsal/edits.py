"""What the team changes in the files of a commit."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

BAD_MIGRATION: Final = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("operations", "LAST")]
    operations = [
        migrations.CreateModel(
            "Again",
            [("id", models.AutoField(primary_key=True))],
            options={"db_table": "operations_maintenance"},
        )
    ]
"""


FAILING: Final = "backend/operations/migrations/9000_fails.py"


def fail_at_migration(root: Path) -> None:
    last = max(path.stem for path in (root / FAILING).parent.glob("0*.py"))
    (root / FAILING).write_text(BAD_MIGRATION.replace("LAST", last))


def add(name: str) -> Callable[[Path], object]:
    """Add a file that changes nothing."""

    def edit(root: Path) -> None:
        (root / "docs" / name).write_text(f"{name}\n")

    return edit

"""A migration that PostgreSQL refuses, because it creates a table that exists."""

from pathlib import Path
from typing import Final

FILE: Final = "operations/migrations/9000_fails.py"  # below the backend
TEXT: Final = """
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


def add(backend: Path) -> None:
    """Add it to the app `operations` of a copy of the backend, after its newest one."""
    last = max(path.stem for path in (backend / FILE).parent.glob("0*.py"))
    (backend / FILE).write_text(TEXT.replace("LAST", last))

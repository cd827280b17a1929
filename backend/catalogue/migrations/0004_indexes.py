"""Indexes for filters, and on PostgreSQL one that finds words by how they begin.

The extension pg_trgm is one that a database's owner may create. Where it is not there, searches read
every project, as before.
"""

import logging

from django.db import migrations, models

logger = logging.getLogger(__name__)

NAME = "catalogue_project_words"
POSSIBLE = """
SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')
    OR (EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm')
        AND has_database_privilege(current_database(), 'CREATE'))
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(POSSIBLE)
        if not cursor.fetchone()[0]:
            logger.warning("Without the extension pg_trgm, searches read every project")
            return
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute(
            f"CREATE INDEX IF NOT EXISTS {NAME} ON catalogue_project"
            " USING gin (words gin_trgm_ops)"
        )


def drop(apps, schema_editor):
    """The extension stays: another may use it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0003_workflow")]

    operations = [
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["class_name"], name="catalogue_class"),
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["industry"], name="catalogue_industry"),
        ),
        migrations.RunPython(create, drop),
    ]

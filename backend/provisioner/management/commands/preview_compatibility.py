"""``manage.py preview_compatibility``: does main's code run on the database at hand?"""

from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from content import compatibility
from operations import applied
from provisioner.command import ProvisionerCommand
from provisioner.previews import Facts


class Command(ProvisionerCommand):
    help = "What `preview_database check` asks of a copy, which this writes to."

    def perform(self, **options: Any) -> Facts:
        ahead = applied.ahead(MigrationLoader(connection))
        return {"faults": compatibility.faults_once_migrated(), "migrations_ahead": ahead}

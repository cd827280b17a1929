"""``manage.py preview_compatibility``: does main's code run on the database at hand?"""

from typing import Any

from provisioner import schema
from provisioner.command import ProvisionerCommand
from provisioner.previews import Facts


class Command(ProvisionerCommand):
    help = "What `preview_database check` asks of a copy, which this writes to."

    def perform(self, **options: Any) -> Facts:
        ahead = schema.migrations_ahead()
        return {"faults": schema.faults(), "migrations_ahead": ahead}

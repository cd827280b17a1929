"""``manage.py preview_questions``: does main's code run on the database at hand?"""

from typing import Any

from provisioner import questions
from provisioner.command import ProvisionerCommand
from provisioner.previews import Facts


class Command(ProvisionerCommand):
    help = "What `preview_database judge` asks of a copy, which this writes to."

    def answer(self, **options: Any) -> Facts:
        ahead = questions.migrations_ahead()
        return {"faults": questions.faults(), "migrations_ahead": ahead}

"""``manage.py preview_questions``: does main's code run on the database at hand?"""

from typing import Any

from keeper import questions
from keeper.command import KeeperCommand
from keeper.previews import Facts


class Command(KeeperCommand):
    help = "What `preview_database judge` asks of a copy, which this writes to."

    def answer(self, **options: Any) -> Facts:
        ahead = questions.migrations_ahead()
        return {"faults": questions.faults(), "migrations_ahead": ahead}

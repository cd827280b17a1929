"""The search's index made anew, once, after a migration that says that it has to be.

Not by the migration itself: it would read pages by today's models from yesterday's tables. The code
that served before finds what it found, but for words with accents.
"""

import logging
from collections.abc import Iterable
from typing import Any, Final

from django.core.management import call_command
from django.db.migrations import Migration
from django.db.models.signals import post_migrate
from modelsearch.conf import get_app_config

logger = logging.getLogger(__name__)

CHANGES: Final = {("content", "0004_search_without_accents")}


def connect(app: Any) -> None:
    """Called once, when Django starts."""
    post_migrate.connect(after_migrations, sender=app)


def after_migrations(plan: Iterable[tuple[Migration, bool]] = (), **event: Any) -> None:
    applied = {(one.app_label, one.name) for one, backwards in plan if not backwards}
    if applied & CHANGES and get_app_config().get_model("IndexEntry").objects.exists():
        logger.info("Making the search's index anew")
        call_command("update_index", verbosity=0)

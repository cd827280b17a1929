"""Projects and events are content: each that is deleted makes a new version of it.

What is published and unpublished, `content.signals` sees.
"""

from typing import Any

from django.db.models.signals import post_delete

from catalogue.models import Event, Project
from content import version


def connect() -> None:
    """Called once, when Django starts."""
    for model in (Project, Event):
        post_delete.connect(changed, model)


def changed(**event: Any) -> None:
    version.bump()

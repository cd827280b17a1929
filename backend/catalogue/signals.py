"""Projects and events are content: each change of one makes a new version of it."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from catalogue.models import Event, Project
from content import version


def connect() -> None:
    """Called once, when Django starts."""
    for model in (Project, Event):
        post_save.connect(changed, model)
        post_delete.connect(changed, model)


def changed(**event: Any) -> None:
    version.bump()

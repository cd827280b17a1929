"""Sheets are content: each change of one makes a new version of it."""

from typing import Any

from django.db.models.signals import post_delete, post_save

from content import version
from sheets.models import Sheet


def connect() -> None:
    """Called once, when Django starts."""
    post_save.connect(changed, Sheet)
    post_delete.connect(changed, Sheet)


def changed(**event: Any) -> None:
    version.bump()

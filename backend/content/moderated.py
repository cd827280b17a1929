"""What editors write and publishers publish, though no page: drafts, revisions, workflow."""

from django.db import models
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin


class PublishedManager(models.Manager):  # type: ignore[type-arg]
    def get_queryset(self) -> "models.QuerySet[models.Model]":
        return super().get_queryset().filter(live=True)


class Moderated(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """Visitors read it through ``published`` only; ``objects`` has the drafts as well.

    Wagtail's columns get a default in the database too: the release before this one adds rows
    without them while both serve.
    """

    live = models.BooleanField(default=True, db_default=True, editable=False)
    has_unpublished_changes = models.BooleanField(default=False, db_default=False, editable=False)
    expired = models.BooleanField(default=False, db_default=False, editable=False)
    locked = models.BooleanField(default=False, db_default=False, editable=False)

    objects = models.Manager()
    published = PublishedManager()

    class Meta:
        abstract = True

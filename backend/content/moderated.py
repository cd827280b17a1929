"""What editors write and publishers publish, though no page: drafts, revisions, workflow."""

from typing import Any

from django.db import models, transaction
from wagtail.models import DraftStateMixin, LockableMixin, Revision, RevisionMixin, WorkflowMixin


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

    @transaction.atomic
    def publish(self, revision: Revision, *args: Any, **options: Any) -> None:
        """Check the draft again, as Wagtail does with pages: the form checked it days ago, perhaps.

        Another draft may have taken its key since, and a draft need not have all that is required.
        Raises ValidationError and IntegrityError.
        """
        draft = revision.as_object()
        draft.full_clean(exclude=[it.name for it in self._meta.fields if not it.editable])
        super().publish(revision, *args, **options)

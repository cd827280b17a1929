"""A link to one draft: what it shows, who made it, and how long it works."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone
from wagtail.models import Page

from content import pages
from files import pictures

SIGNER = Signer(sep=".", salt="sharing.link")


class ShareLink(models.Model):
    """Pinned to one revision: what an editor changes afterwards is not shown by it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="share_links")
    revision = models.ForeignKey("wagtailcore.Revision", models.CASCADE, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    works_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"A draft of {self.page.draft_title}"

    @property
    def token(self) -> str:
        """The link's key, signed: nothing in the database opens a draft without SECRET_KEY."""
        return SIGNER.sign(self.id.hex)

    @property
    def has_expired(self) -> bool:
        return self.works_until <= timezone.now()

    @property
    def has_maker(self) -> bool:
        """Whether the account that shared it is still there, and may still sign in."""
        return bool(self.made_by and self.made_by.is_active)

    @property
    def works(self) -> bool:
        return not self.revoked_at and not self.has_expired and self.has_maker

    @property
    def state(self) -> str:
        if self.revoked_at:
            return "revoked"
        if self.has_expired:
            return "expired"
        return "works" if self.has_maker else "ended with its maker's account"


def share(page: Page, days: int, user: Any) -> ShareLink:
    """A link to the newest draft of ``page``, which is kept as a revision where none is."""
    revision = page.latest_revision or page.specific.save_revision(user=user)
    pictures.make(pages.pictures_of(revision.as_object()))
    works_until = timezone.now() + timedelta(days=days)
    return ShareLink.objects.create(
        page=page, revision=revision, made_by=user, works_until=works_until
    )


def find(token: str) -> ShareLink | None:
    """The link with that token; None for one that was not signed here, or was deleted."""
    try:
        key = UUID(hex=SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None
    return ShareLink.objects.select_related("page", "revision", "made_by").filter(pk=key).first()

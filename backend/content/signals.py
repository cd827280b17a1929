"""Increments the content version after every event that changes a response of the API.

A change and its version belong to one transaction where Wagtail has one; where it has none, the
version follows the change. Never the other way round: a reader between the two would keep the old
response under the new version.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.signal_handlers import (
    autocreate_redirects_on_page_move,
    autocreate_redirects_on_slug_change,
)
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import DraftStateMixin, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, post_page_move

from content import version
from content.models import Footer, Menu
from content.pages import pictures_of
from files import pictures

# What Wagtail updates on something live when only its draft changes.
# https://github.com/wagtail/wagtail/blob/v8.0.1/wagtail/models/draft_state.py
DRAFT_FIELDS = {
    "latest_revision",
    "latest_revision_created_at",
    "draft_title",
    "has_unpublished_changes",
}


def connect() -> None:
    """Called once, when Django starts."""
    image = get_image_model()
    for model in (Menu, Footer, Redirect, Site, PageViewRestriction):
        post_save.connect(changed, model)
        post_delete.connect(changed, model)
    for model in (Page, get_document_model(), image, image.get_rendition_model()):
        post_delete.connect(changed, model)
    for model in (image, get_document_model()):
        post_save.connect(file_saved, model)
    pre_save.connect(saving)
    post_save.connect(saved)
    page_published.connect(page_published_with_images)
    post_save.connect(image_stored, image)
    pictures.renditions_made.connect(changed)
    # Receivers run in the order they were connected. Wagtail's own are connected here first, so
    # that a moved page's redirects exist before the version that has them.
    post_page_move.connect(autocreate_redirects_on_page_move)
    page_slug_changed.connect(autocreate_redirects_on_slug_change)
    post_page_move.connect(changed)
    page_slug_changed.connect(changed)


def changed(**event: Any) -> None:
    version.bump()


def file_saved(created: bool, **event: Any) -> None:
    if not created:  # nothing shows a new image yet, or leads to a new document
        version.bump()


def saving(sender: type, instance: Any, **event: Any) -> None:
    """Note whether it was live, so that unpublishing it can be told from saving a draft."""
    if issubclass(sender, DraftStateMixin):
        model: Any = Page if issubclass(sender, Page) else sender
        instance.was_live = model.objects.filter(pk=instance.pk, live=True).exists()


def saved(
    sender: type, instance: Any, update_fields: frozenset[str] | None = None, **event: Any
) -> None:
    if not issubclass(sender, DraftStateMixin):
        return
    is_draft = update_fields is not None and update_fields <= DRAFT_FIELDS
    if not is_draft and (instance.live or instance.was_live):
        version.bump()


def image_stored(instance: Any, created: bool, **event: Any) -> None:
    """Resize an image when it is uploaded, so that no visitor waits; a failure is logged."""
    if created:
        pictures.make_renditions(instance)


def page_published_with_images(instance: Page, **event: Any) -> None:
    """Resize what an older release stored, or what failed when it was uploaded."""
    keys = pictures_of(instance)
    transaction.on_commit(lambda: pictures.make(keys), robust=True)

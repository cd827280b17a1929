"""Where editors find the links: at each page, under Reports, and in the page's history."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from sharing import views


def urls() -> list[URLPattern]:
    return [
        path("shared-drafts/", views.links, name="shared_drafts"),
        path("shared-drafts/page/<int:page_id>/", views.share, name="share_draft"),
        path("shared-drafts/<uuid:link_id>/revoke/", views.revoke, name="revoke_shared_draft"),
    ]


def header_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if page.pk and page.is_previewable() and views.may_share(user, page):
        address = reverse("share_draft", args=[page.pk])
        yield Button("Share a draft", address, icon_name="link", priority=25)


def report() -> MenuItem:
    return MenuItem("Shared drafts", reverse("shared_drafts"), icon_name="link", order=650)


def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("sharing.share", "Share a draft", "Shared a draft by link")
    actions.register_action("sharing.revoke", "Revoke a link", "Revoked the link to a draft")


hooks.register("register_admin_urls", urls)
hooks.register("register_page_header_buttons", header_button)
hooks.register("register_reports_menu_item", report)
hooks.register("register_log_actions", log_actions)

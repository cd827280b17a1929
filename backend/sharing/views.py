"""The admin's side of shared drafts: make a link, see all of them, revoke one."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from content.preview import PATH
from sharing.models import ShareLink
from sharing.models import share as make

LISTED = 200


class ShareForm(forms.Form):
    days = forms.TypedChoiceField(
        label="Works for",
        choices=[(1, "1 day"), (7, "1 week"), (30, "30 days")],
        coerce=int,
        initial=7,
    )


def may_share(user: Any, page: Page) -> bool:
    permissions = page.permissions_for_user(user)
    return bool(permissions.can_edit() or permissions.can_publish())


def share(request: HttpRequest, page_id: int) -> HttpResponse:
    """The links of one page, and a form for another."""
    page = get_object_or_404(Page, pk=page_id)
    if not may_share(request.user, page):
        raise PermissionDenied
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        link = make(page, form.cleaned_data["days"], request.user)
        record("sharing.share", link, request)
        messages.success(request, "The link is below. Anybody who has it sees this draft.")
        return redirect("share_draft", page_id)
    context = {"page": page, "form": form, "rows": rows(request, page.share_links)}
    return render(request, "sharing/share.html", context)


def links(request: HttpRequest) -> HttpResponse:
    """All links to drafts of those pages that the user may edit."""
    pages = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    found = ShareLink.objects.filter(page__in=pages)
    return render(request, "sharing/links.html", {"rows": rows(request, found)})


@require_POST
def revoke(request: HttpRequest, link_id: UUID) -> HttpResponse:
    link = get_object_or_404(ShareLink.objects.select_related("page"), pk=link_id)
    if not may_share(request.user, link.page):
        raise PermissionDenied
    if ShareLink.objects.filter(pk=link_id, revoked_at=None).update(revoked_at=timezone.now()):
        record("sharing.revoke", link, request)
    messages.success(request, "The link no longer works.")
    return redirect("share_draft", link.page_id)


def record(action: str, link: ShareLink, request: HttpRequest) -> None:
    data = {"link": str(link.pk), "works_until": link.works_until.isoformat()}
    log(link.page, action, user=request.user, revision=link.revision, data=data)


def rows(request: HttpRequest, found: Any) -> list[tuple[ShareLink, str]]:
    """Links, newest first, with the addresses to send."""
    site = settings.FRONTEND_URL or request.build_absolute_uri("/").rstrip("/")
    newest = found.select_related("page", "revision", "made_by")[:LISTED]
    return [(link, f"{site}{PATH}#{link.token}") for link in newest]

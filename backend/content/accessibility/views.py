"""The admin's accessibility report, and what an editor's browser adds to it."""

import json
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST
from wagtail.models import Page

from content.models import AccessibilityCheck, AxeCheck, Finding
from content.preview import show_page
from content.public_site import PublicSite
from web.text import clean_text

MOST = 100  # findings of one page
LONGEST = 500
# A draft is checked just before it is published, while somebody may think about what was found.
BEFORE = timedelta(minutes=10)


def report(request: HttpRequest) -> HttpResponse:
    found = Finding.objects.select_related("page", "document")
    groups = [
        (Finding.Kind(kind).label, list(rows)) for kind, rows in groupby(found, lambda it: it.kind)
    ]
    check = AccessibilityCheck.objects.first()
    context = {
        "groups": groups,
        "checked_at": check and check.checked_at,
        "unchecked": [UncheckedPage.of(page, request.user) for page in not_checked_by_axe()],
    }
    return render(request, "content/accessibility.html", context)


def not_checked_by_axe() -> list[Page]:
    """Pages that visitors see and axe did not: published by the scheduler, a command or an import.

    Axe needs a browser, which the server does not have.
    """
    site = PublicSite.load()
    checked = dict(AxeCheck.objects.values_list("page", "checked_at"))
    return [
        page
        for page in (site.pages.order_by("path") if site else ())
        if not (at := checked.get(page.pk))
        or (page.last_published_at and page.last_published_at > at + BEFORE)
    ]


@dataclass(frozen=True)
class UncheckedPage:
    """``view`` is where the admin shows what visitors see of it; empty for who may not check it."""

    page: Page
    view: str

    @classmethod
    def of(cls, page: Page, user: Any) -> "UncheckedPage":
        if not page.permissions_for_user(user).can_publish():
            return cls(page, "")
        return cls(page, reverse("accessibility_page", args=[page.pk]))


@xframe_options_sameorigin
def page_for_axe(request: HttpRequest, page_id: int) -> HttpResponse:
    """A published page in the site's preview, which lets axe look at it and says what it found."""
    page = get_object_or_404(Page.objects.live(), pk=page_id).specific
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return show_page(request, page)


@require_POST
def found_by_axe(request: HttpRequest, page_id: int) -> HttpResponse:
    """What axe found in a draft that is being published, or in a page of the report.

    Replaces what it found before.
    """
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    try:
        words = [issue_words(issue) for issue in json.loads(request.body)["issues"][:MOST]]
    except (KeyError, TypeError, ValueError):
        return HttpResponse("These are not issues.", status=400)
    with transaction.atomic():
        Finding.objects.filter(kind=Finding.Kind.AXE, page=page).delete()
        Finding.objects.bulk_create(
            Finding(kind=Finding.Kind.AXE, page=page, words=each) for each in words
        )
        AxeCheck.objects.update_or_create(page=page, defaults={"checked_at": timezone.now()})
    return HttpResponse(status=204)


def issue_words(issue: dict[str, Any]) -> str:
    """Without characters that the database refuses: what an editor's page contains is quoted."""
    return clean_text(f"{issue['impact']}: {issue['help']} ({issue['where']})")[:LONGEST]

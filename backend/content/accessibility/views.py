"""The admin's accessibility report, and what an editor's browser adds to it."""

import json
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST
from wagtail.models import Page

from content.models import AccessibilityCheck, Finding

MOST = 100  # findings of one page
LONGEST = 500


def report(request: HttpRequest) -> HttpResponse:
    found = Finding.objects.select_related("page", "document")
    groups = [
        (Finding.Kind(kind).label, list(rows)) for kind, rows in groupby(found, lambda it: it.kind)
    ]
    check = AccessibilityCheck.objects.first()
    context = {"groups": groups, "checked_at": check and check.checked_at}
    return render(request, "content/accessibility.html", context)


@require_POST
def found_by_axe(request: HttpRequest, page_id: int) -> HttpResponse:
    """What axe found in the draft that is being published. Replaces what it found before."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    try:
        words = [issue_words(issue) for issue in json.loads(request.body)["issues"][:MOST]]
    except (KeyError, TypeError, ValueError):
        return HttpResponse("These are no issues.", status=400)
    with transaction.atomic():
        Finding.objects.filter(kind=Finding.Kind.AXE, page=page).delete()
        Finding.objects.bulk_create(
            Finding(kind=Finding.Kind.AXE, page=page, words=each) for each in words
        )
    return HttpResponse(status=204)


def issue_words(issue: dict[str, Any]) -> str:
    return f"{issue['impact']}: {issue['help']} ({issue['where']})"[:LONGEST]

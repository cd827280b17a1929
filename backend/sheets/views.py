"""The admin's "refresh now"."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access

from sheets.models import Sheet
from sheets.refreshing import RefreshResult, refresh


@require_admin_access  # type: ignore[untyped-decorator]
@permission_required("sheets.change_sheet", raise_exception=True)
@require_POST
def refresh_now(request: HttpRequest, pk: int) -> HttpResponse:
    sheet = get_object_or_404(Sheet, pk=pk)
    outcome = refresh(sheet)
    say(request, outcome)
    return redirect("wagtailsnippets_sheets_sheet:edit", pk)


def say(request: HttpRequest, outcome: RefreshResult) -> None:
    tell = messages.warning if outcome.state in {"failed", "busy", "gone"} else messages.success
    tell(request, f"{outcome.sheet}: {outcome.words}")

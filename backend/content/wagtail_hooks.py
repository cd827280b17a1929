"""What this site adds to every page of the admin."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from content import page_addresses


@hooks.register("insert_global_admin_js")  # type: ignore[untyped-decorator]
def early_edits() -> SafeString:
    return format_html('<script src="{}"></script>', static("content/early-edits.js"))


@hooks.register("before_move_page")  # type: ignore[untyped-decorator]
def refuse_long_address(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    if fault := page_addresses.fault(page, destination, page.slug):
        messages.error(request, f"The page was not moved. {fault}")
        return redirect("wagtailadmin_pages:move", page.pk)
    return None


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator]
def refuse_long_addresses(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    if action_type != "move" or action.model is not Page:
        return None
    destination = action.cleaned_form.cleaned_data["chooser"]
    for page in objects:
        if fault := page_addresses.fault(page, destination, page.slug):
            messages.error(request, f"No page was moved, because of \u201c{page}\u201d. {fault}")
            return redirect(action.next_url)
    return None

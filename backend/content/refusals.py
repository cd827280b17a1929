"""What an editor asks for and the database or a model refuses, told on the page.

A form checks what it is sent, but an action may come later than its form: a draft is approved, or
several pages are published, when another one has taken the same address in the meantime. And two
forms that are sent at the same moment both pass their checks.
"""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages

Refusal = ValidationError | IntegrityError


class RefusalMiddleware:
    """Shows a message, not an error page, when the admin refuses an action.

    Each action is one transaction, or saves a draft first, so nothing that was typed is lost.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        in_admin = request.path.startswith(reverse("wagtailadmin_home"))
        if request.method != "POST" or not in_admin:
            return None
        if isinstance(error, IntegrityError):
            return again(request)
        return refused(request, error) if isinstance(error, ValidationError) else None


def again(request: HttpRequest) -> HttpResponse:
    """Run the view once more: now the form's own check sees what was stored a moment ago.

    So the form is shown again, with what was typed and the message at its field.
    """
    match = request.resolver_match
    if match is None:
        raise LookupError(request.path)
    try:
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    except (ValidationError, IntegrityError) as error:
        return refused(request, error)
    return response


def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    words = f"This was not done. {reason(error)}"
    if request.accepts("application/json") and not request.accepts("text/html"):
        told = {"success": False, "error_code": "validation_error", "error_message": words}
        return JsonResponse(told, status=400)
    messages.error(request, words)
    before = page_before(request)
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":  # Wagtail's dialogs
        return JsonResponse({"step": "success", "redirect": before})
    return redirect(before)


def reason(error: Exception) -> str:
    """In sentences."""
    if isinstance(error, ValidationError):
        fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return " ".join(sentence(name, text) for name, texts in fields.items() for text in texts)
    return "It conflicts with what somebody else has saved. Compare both, and try again."


def sentence(field: str, text: str) -> str:
    """Messages such as "This field is required." need the field's name."""
    is_about_field = text.startswith("This ") and field not in {"", "__all__"}
    return f"{field.replace('_', ' ').capitalize()}: {text}" if is_about_field else text


def page_before(request: HttpRequest) -> str:
    """Where the action was asked for: a page of the admin, that this browser came from."""
    came_from = request.headers.get("Referer", "")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(came_from, hosts, require_https=request.is_secure())
    return came_from if is_ours else reverse("wagtailadmin_home")

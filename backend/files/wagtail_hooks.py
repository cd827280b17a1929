"""Signed addresses of private documents, and who may change what visitors see."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.images import get_image_model
from wagtail.permissions import register_permission_policy

from files.in_use import FilePolicy, may_change_what_is_public
from files.models import PrivateDocument

for model, right in (
    (get_image_model(), "wagtailimages.Image"),
    (PrivateDocument, "wagtaildocs.Document"),
):
    policy = FilePolicy(model, auth_model=right, owner_field_name="uploaded_by_user")
    register_permission_policy(model, policy)


@hooks.register("before_bulk_action")  # type: ignore[untyped-decorator]
def keep_privacy(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Of documents, whose collection says who may read them."""
    if action_type != "add_to_collection" or action.model is not PrivateDocument:
        return None
    for document in objects:
        if not may_change_what_is_public(request.user, document):
            words = f"No document was moved: published pages link to “{document}”."
            messages.error(request, f"{words} Only a Publisher can move it.")
            response: HttpResponse = redirect(action.next_url)
            return response
    return None


# After Wagtail's look at who may have it.
@hooks.register("before_serve_document", order=100)  # type: ignore[untyped-decorator]
def send_to_signed_address(
    document: PrivateDocument, request: HttpRequest
) -> HttpResponseRedirect | None:
    """Where S3 keeps it, a redirect to an address that soon expires; else Wagtail sends it."""
    signed = getattr(document.file.storage, "signed_url", None)
    if signed is None:
        return None
    address = signed(document.file.name, document.content_type, document.content_disposition)
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response

"""Serves private documents by signed addresses."""

from django.http import HttpRequest, HttpResponseRedirect
from wagtail import hooks

from files.models import PrivateDocument


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

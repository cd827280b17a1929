"""The SPA's addresses: its index.html where it is served from here, else its own host."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from web import negotiation

INDEX: Final = "index.html"


@require_safe
@xframe_options_sameorigin  # the frame in which Wagtail previews a draft
def site(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve SITE_ROOT's index.html to any deep link, or redirect to FRONTEND_URL."""
    root: Path | None = getattr(settings, "SITE_ROOT", None)
    if root and (root / INDEX).is_file():
        return index_of(root, request)
    if settings.FRONTEND_URL:
        return HttpResponseRedirect(f"{settings.FRONTEND_URL}/{path}")
    raise Http404


def index_of(root: Path, request: HttpRequest) -> HttpResponseBase:
    """Compressed where the build left such a file and the request takes it."""
    packed = root / f"{INDEX}.gz"
    is_packed = packed.is_file() and negotiation.prefers(request, "gzip")
    file = (packed if is_packed else root / INDEX).open("rb")
    response = FileResponse(file, filename=INDEX, content_type="text/html")
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    return response

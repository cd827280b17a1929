"""The SPA's addresses: its index.html where it is served from here, else its own host."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe


@require_safe
@xframe_options_sameorigin  # the frame in which Wagtail previews a draft
def site(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve SITE_ROOT's index.html to any deep link, or redirect to FRONTEND_URL."""
    root: Path | None = getattr(settings, "SITE_ROOT", None)
    if root and (root / "index.html").is_file():
        response = FileResponse((root / "index.html").open("rb"), content_type="text/html")
        response.headers["Cache-Control"] = "no-cache"
        return response
    if settings.FRONTEND_URL:
        return HttpResponseRedirect(f"{settings.FRONTEND_URL}/{path}")
    raise Http404

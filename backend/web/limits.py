"""Limits for the size of a request: small for the API, larger for uploads in the admin."""

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from wsgiref.types import StartResponse, WSGIApplication

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from web.problems import problem

BODY_BYTES = 1024 * 1024
PIECE_BYTES: Final = 64 * 1024


def limit_of(path: str) -> int:
    """Bytes of the largest body that a request to the path may have."""
    return BODY_BYTES if path.startswith("/api/") else int(settings.REQUEST_MAX_BYTES)


def measure_chunked(application: WSGIApplication) -> WSGIApplication:
    """Read a chunked body first, up to its limit, and tell the application its length.

    Django reads no more than Content-Length, which a chunked request lacks: it would find the body
    empty. Lambda has the whole body before it calls the function, so this is only for Gunicorn.
    https://code.djangoproject.com/ticket/35838
    """

    def serve(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        is_chunked = "HTTP_TRANSFER_ENCODING" in environ and "CONTENT_LENGTH" not in environ
        if not (is_chunked and environ.get("wsgi.input_terminated")):
            return application(environ, start_response)
        with SpooledTemporaryFile(settings.FILE_UPLOAD_MAX_MEMORY_SIZE) as body:
            length = copy(environ["wsgi.input"], body, limit_of(environ["PATH_INFO"]))
            environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
            return application(environ, start_response)

    return serve


def copy(source: IO[bytes], target: IO[bytes], most: int) -> int:
    """The number of bytes copied: all there are, or at least one more than `most`."""
    length = 0
    while length <= most and (piece := source.read(PIECE_BYTES)):
        length += target.write(piece)
    target.seek(0)
    return length


class BodyLimitMiddleware:
    """Refuses a body by its stated length, before a byte of it is read or put on a disk.

    WSGI gives the application no more than the stated length. `measure_chunked` states that of a
    chunked body, of which it reads no more than is taken here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal():  # isdigit also takes "²", which is no number
            return problem(400, "Content-Length must be a number.")
        limit = limit_of(request.path_info)
        if int(length) > limit:
            return problem(413, f"A request may have at most {limit} bytes.")
        return self.get_response(request)

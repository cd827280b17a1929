"""The built site's files, where WhiteNoise stands for S3, CloudFront and Amplify."""

from calendar import timegm
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, SlicedFile, StaticFile

from web import negotiation
from web.drafts import shows_draft

CODINGS: Final = ("gzip", "br")  # of which WhiteNoise looks for files


class BuiltSiteMiddleware(WhiteNoiseMiddleware):
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        respond = self.get_response if shows_draft(request) else super().__call__
        response: HttpResponseBase = respond(request)
        return response

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> HttpResponseBase:
        is_file = isinstance(static_file, StaticFile) and request.method in {"GET", "HEAD"}
        served = NegotiatedFile(static_file, request) if is_file else static_file
        response: HttpResponseBase = WhiteNoiseMiddleware.serve(served, request)
        return response


class NegotiatedFile:
    """A file of WhiteNoise by what the request's headers mean.

    WhiteNoise looks for words: it finds gzip in ``gzip;q=0``, no tag in a list of tags, and nothing
    in a range of one byte.
    """

    def __init__(self, file: StaticFile, request: HttpRequest) -> None:
        self.file, self.request = file, request
        self.modified = timegm(file.last_modified) if file.last_modified else None

    def get_response(self, method: str, meta: dict[str, Any]) -> Response:
        outcome = get_conditional_response(
            self.request, etag=self.file.etag, last_modified=self.modified
        )
        if outcome and outcome.status_code == HTTPStatus.NOT_MODIFIED:
            return self.file.not_modified_response
        if outcome:
            return Response(HTTPStatus(outcome.status_code), [], None)
        taken = [coding for coding in CODINGS if negotiation.prefers(self.request, coding)]
        response = self.file.get_response(method, {"HTTP_ACCEPT_ENCODING": " ".join(taken)})
        headers = dict(response.headers)
        if "Content-Encoding" not in headers and negotiation.refuses_identity(self.request):
            return self.instead(response, HTTPStatus.NOT_ACCEPTABLE, {"Vary": "Accept-Encoding"})
        return self.part(response, headers) if method == "GET" else response

    def part(self, response: Response, headers: dict[str, str]) -> Response:
        size = int(headers["Content-Length"])
        asked = negotiation.range_of(self.request, size, self.file.etag, self.modified)
        if asked is None:
            return response
        if not asked:
            unsatisfied = {"Content-Range": f"bytes */{size}"}
            return self.instead(response, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, unsatisfied)
        headers["Content-Range"] = f"bytes {asked[0]}-{asked[-1]}/{size}"
        headers["Content-Length"] = str(len(asked))
        part = SlicedFile(response.file, asked[0], asked[-1])
        return Response(HTTPStatus.PARTIAL_CONTENT, [*headers.items()], part)

    def instead(self, response: Response, status: HTTPStatus, headers: dict[str, str]) -> Response:
        if response.file:
            response.file.close()
        return Response(status, [*headers.items()], None)

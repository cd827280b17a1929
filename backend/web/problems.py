"""The format of every error in the API: RFC 9457 problem details."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from web.text import clean, clean_text

CONTENT_TYPE = "application/problem+json"
DETAILS = {
    400: "The request could not be understood.",
    403: "You do not have permission to do this.",
    404: "There is nothing at this address.",
    405: "This address does not accept this method.",
    409: "The request conflicts with what is stored.",
    413: "The request is too large.",
    415: "The request's content type is not supported.",
    422: "The request contains values that are not valid.",
    429: "Too many requests. Try again shortly.",
    500: "Something went wrong on the server. It has been logged.",
    503: "The service is not available at the moment. Try again shortly.",
}
# Names in RFC 9110, where older versions of Python have those of RFC 7231.
# https://docs.python.org/3/library/http.html#http-status-codes
RENAMED = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}


def title_of(status: int) -> str:
    """The status in words, the same with each version of Python."""
    return RENAMED.get(status) or HTTPStatus(status).phrase


class Problem(Schema):
    """What went wrong, after RFC 9457."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    type: str = "about:blank"
    title: str = Field(description="The HTTP status in words")
    status: int
    detail: str = Field(description="A sentence for people")
    errors: dict[str, list[str]] = Field({}, description="What is wrong, by parameter or field")


def problem(
    status: int,
    detail: str = "",
    errors: Mapping[str, list[str]] | None = None,
    kind: str = "about:blank",
) -> HttpResponse:
    """``kind`` is the problem's type, where its status does not say all."""
    body = Problem(
        type=kind,
        title=title_of(status),
        status=status,
        detail=clean_text(detail) or DETAILS.get(status, "The request failed."),
        errors=clean(dict(errors or {})),
    )
    # CloudFront's key has no query string, and requests that come at once may share one response
    # that does not forbid it: an error of /api/pages/?path=/x is no response to another path.
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#request-custom-traffic-spikes
    return HttpResponse(
        body.model_dump_json(),
        content_type=CONTENT_TYPE,
        status=status,
        headers={"Cache-Control": "no-store"},
    )


class ProblemMiddleware:
    """Gives every error below /api/ the one shape, also where Django or Ninja made it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.status_code < 400
            or not request.path_info.startswith("/api/")
            or response.headers["Content-Type"] == CONTENT_TYPE
        ):
            return response
        shaped = problem(response.status_code)
        for name in ("Allow", "Retry-After", "Vary"):
            if name in response.headers:
                shaped.headers[name] = response.headers[name]
        return shaped

"""What a request says of the response it takes: codings, validators and ranges of RFC 9110.

Django's own parsers read the headers. https://www.rfc-editor.org/rfc/rfc9110.html#section-12.5.3
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.request import MediaType
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

IDENTITY: Final = "identity"
SAME: Final = {"x-gzip": "gzip", "x-compress": "compress"}
QUALITY: Final = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
ONE_RANGE: Final = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.ASCII | re.IGNORECASE)


def codings(request: HttpRequest) -> Mapping[str, float]:
    """Codings of Accept-Encoding in lower case, with their weights; ``*`` is among them."""
    return parse(request.META.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(256)  # browsers send a few of them, and cached responses are fast
def parse(header: str) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for part in header.split(","):
        named = MediaType(part.strip())
        if named.main_type and QUALITY.fullmatch(str(named.params.get("q", "1")).strip()):
            name = SAME.get(named.main_type.lower(), named.main_type.lower())
            found[name] = max(found.get(name, 0.0), named.quality)
    return found


def weight(accepted: Mapping[str, float], coding: str) -> float:
    """0 where the response may not have that coding. Identity is taken unless it is refused."""
    default = accepted.get("*", 1.0 if coding == IDENTITY else 0.0)
    return accepted.get(coding, default)


def prefers(request: HttpRequest, coding: str) -> bool:
    """Whether it takes the coding, and likes nothing that it names better: identity, if named."""
    return is_preferred(codings(request), coding)


def is_preferred(accepted: Mapping[str, float], coding: str) -> bool:
    wanted = weight(accepted, coding)
    return wanted > 0 and wanted >= accepted.get(IDENTITY, 0.0)


def takes(request: HttpRequest, coding: str) -> tuple[bool, bool]:
    """Whether it prefers the coding, and whether it refuses identity."""
    return taken(request.META.get("HTTP_ACCEPT_ENCODING", ""), coding)


@lru_cache(256)  # as above
def taken(header: str, coding: str) -> tuple[bool, bool]:
    accepted = parse(header)
    return is_preferred(accepted, coding), weight(accepted, IDENTITY) == 0


def refuses_identity(request: HttpRequest) -> bool:
    return weight(codings(request), IDENTITY) == 0


def conditional(request: HttpRequest, response: HttpResponse, etag: str) -> HttpResponse:
    """The response, or 304 or 412 in its place. It has a tag and no date.

    Django would fail If-Unmodified-Since, which counts only where there is a date (13.1.4).
    """
    if "HTTP_IF_NONE_MATCH" not in request.META and "HTTP_IF_MATCH" not in request.META:
        return response  # a condition on a date counts only where there is one
    request.META.pop("HTTP_IF_UNMODIFIED_SINCE", None)
    return get_conditional_response(request, etag=etag, response=response) or response


def range_of(request: HttpRequest, size: int, etag: str, modified: int | None) -> range | None:
    """The bytes of one range that is asked for; None where the whole is to be sent (14.2).

    More ranges at once are not served, which a server may choose. An empty range has no byte of
    the file: the response to it is 416.
    """
    found = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not found or not if_range_holds(request, etag, modified):
        return None
    first, last = found[1], found[2]
    if first:
        if last and int(first) > int(last):
            return None  # invalid, and so ignored (14.1.2)
        return range(int(first), min(int(last or size), size - 1) + 1)
    return range(max(size - int(last), 0), size) if last else None


def if_range_holds(request: HttpRequest, etag: str, modified: int | None) -> bool:
    """Whether If-Range, where it is there, names the tag, not weak, or the exact date (13.1.5)."""
    condition = request.headers.get("If-Range", "").strip()
    if condition.startswith(('"', "W/")):
        return condition == etag and not etag.startswith("W/")
    return not condition or (modified is not None and parse_http_date_safe(condition) == modified)

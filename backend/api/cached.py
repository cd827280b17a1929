"""Cached responses. Each is serialised, hashed and compressed once for each content version."""

import gzip
import hashlib
import logging
import time
from collections.abc import Callable
from functools import lru_cache, partial, wraps
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers

from api.recent import Recent
from content import version
from web import negotiation
from web.admission import Work, busy, by_itself, is_admitted
from web.kept_headers import KeptHeaders
from web.problems import problem

logger = logging.getLogger(__name__)

KEPT_SECONDS: Final = 600
LOCK_SECONDS: Final = 10
WAIT_SECONDS: Final = 3.0
POLL_SECONDS: Final = 0.01
GZIP_FROM_BYTES: Final = 500
LONG_TAIL: Final = "long_tail"  # names of caches in the settings
MISSING: Final = "missing"
IS_LONG_TAIL: Final = "itg.is_long_tail"

READING: Final = ("GET", "HEAD")
OK: Final = HTTPStatus.OK.value  # to read an enumeration's member takes ten times as long
KEPT_STATUSES: Final = (OK, HTTPStatus.NOT_FOUND.value)

View = Callable[..., HttpResponse]


class CachedResponse(NamedTuple):
    version: int
    etag: str
    content_type: str
    body: bytes
    gzipped: bytes
    status: int = OK


# 404 responses are separate, so that they push out only each other.
recent: Final[dict[int, Recent[CachedResponse]]] = {code: Recent() for code in KEPT_STATUSES}
found_recently, missed_recently = recent.values()


def cached(
    key_of: Callable[[HttpRequest], str], *, is_long_tail: bool = False
) -> Callable[[View], View]:
    """Serve a view's responses with 200 and 404 from the cache. ``key_of`` returns their key.

    The *long tail* are requests of which there are endlessly many, such as searches. Their
    responses have their own cache, where they evict only each other. 404 responses have one too.

    If there is no cached response, the view runs if the request is admitted. Of parallel requests
    only one runs it. The others wait up to WAIT_SECONDS for its response, then run it themselves.
    """

    def decorate(view: View) -> View:
        @by_itself
        @wraps(view)
        def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in READING:
                return HttpResponseNotAllowed(READING)
            if not is_long_tail and (stored := served_before(request)):
                return respond(request, stored)
            name = key_of(request)
            current, stored = look_up(key(name))
            if stored is None:
                if not is_admitted(request, Work.PUBLIC):
                    return busy(request)
                request.META[IS_LONG_TAIL] = is_long_tail
                make = partial(view, request, *args, **kwargs)
                made = make_once(name, current, request, make)
                if isinstance(made, HttpResponse):
                    return made
                stored = made
            if not request.META.get(IS_LONG_TAIL, is_long_tail):
                recent[stored.status].keep(request, stored)
            return respond(request, stored)

        return serve

    return decorate


def served_before(request: HttpRequest) -> CachedResponse | None:
    """The response to the same address, if nothing has been published since."""
    for responses in (found_recently, missed_recently):
        if (found := responses.get(request)) and found.version == version.now():
            return found
    return None


def keep_in_long_tail(request: HttpRequest) -> None:
    """For a view that finds out that its response belongs to the long tail."""
    request.META[IS_LONG_TAIL] = True


def key(name: str) -> str:
    """A cache key for any name: short, and without characters that a cache refuses."""
    return f"response-{hashlib.blake2b(name.encode(errors='replace'), digest_size=16).hexdigest()}"


def look_up(kept_at: str) -> tuple[int, CachedResponse | None]:
    """The current content version, and the response stored for it. One round trip to the cache."""
    mark = version.mark()
    found = cache.get_many([version.KEY, kept_at])
    current = version.confirm(found.get(version.KEY), mark)
    return current, of_version(current, found.get(kept_at)) or in_memory(current, kept_at)


def in_memory(current: int, kept_at: str) -> CachedResponse | None:
    """A response of an older version in one cache does not hide the other's."""
    return of_version(current, caches[LONG_TAIL].get(kept_at)) or of_version(
        current, caches[MISSING].get(kept_at)
    )


def of_version(current: int, stored: CachedResponse | None) -> CachedResponse | None:
    return stored if stored is not None and stored.version == current else None


def make_once(
    name: str, current: int, request: HttpRequest, make: Callable[[], HttpResponse]
) -> CachedResponse | HttpResponse:
    """The response, made by one of the parallel requests. ``current`` is the content version.

    Responses of the long tail are only in this process's memory. So their lock is there too, and
    neither the lock nor looking again costs a request to Redis.
    """
    kept_at, is_long_tail = key(name), request.META[IS_LONG_TAIL]
    locks = caches[LONG_TAIL] if is_long_tail else cache

    def look_again() -> tuple[int, CachedResponse | None]:
        if not is_long_tail:
            return look_up(kept_at)
        return current, in_memory(current, kept_at)

    lock, give_up_at = f"{kept_at}-lock", time.monotonic() + WAIT_SECONDS
    while not (locked := locks.add(lock, 1, LOCK_SECONDS)) and time.monotonic() < give_up_at:
        time.sleep(POLL_SECONDS)
        if (stored := look_again()[1]) is not None:
            return stored
    try:
        made_for, stored = look_again()
        if stored is not None:
            return stored
        response = make()
        if response.status_code not in KEPT_STATUSES:
            return response
        stored = finish(made_for, response)
        if stored.status == HTTPStatus.NOT_FOUND:
            caches[MISSING].set(kept_at, stored, KEPT_SECONDS)
            return stored
        if request.META[IS_LONG_TAIL]:  # not logged: a flood would double the log
            caches[LONG_TAIL].set(kept_at, stored, KEPT_SECONDS)
        else:
            logger.info("Built a response of %d bytes for %s", len(stored.body), name)
            cache.set(kept_at, stored, KEPT_SECONDS)
        return stored
    finally:
        if locked:
            locks.delete(lock)


def finish(current: int, response: HttpResponse) -> CachedResponse:
    body = response.content
    return CachedResponse(
        version=current,
        etag=f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"',
        content_type=response.headers["Content-Type"],
        body=body,
        gzipped=gzip.compress(body, mtime=0) if len(body) >= GZIP_FROM_BYTES else b"",
        status=response.status_code,
    )


@lru_cache(1024)
def headers_of(content_type: str, etag: str, control: str, is_gzipped: bool) -> KeptHeaders:
    coding = {"Content-Encoding": "gzip"} if is_gzipped else {}
    return KeptHeaders(
        {"Content-Type": content_type}
        | coding
        | {"ETag": etag, "Cache-Control": control, "Vary": "Accept-Encoding"}
    )


def respond(request: HttpRequest, stored: CachedResponse) -> HttpResponse:
    """The response in the preferred coding, or 304 or 412, or 406 if no coding is accepted.

    A 404 response is as `web.problems.problem` made it. Other caches must not keep it.
    """
    if stored.status != OK:
        return HttpResponse(
            stored.body, stored.content_type, stored.status, headers={"Cache-Control": "no-store"}
        )
    gzips, must_gzip = negotiation.takes(request, "gzip")
    if must_gzip and not gzips:
        response = problem(406, "This is served as it is, or compressed by gzip.")
        patch_vary_headers(response, ["Accept-Encoding"])
        return response
    gzipped = stored.gzipped or (gzip.compress(stored.body, mtime=0) if must_gzip else b"")
    is_gzipped = gzips and bool(gzipped)
    response = HttpResponse(gzipped if is_gzipped else stored.body, stored.content_type)
    response.headers = headers_of(
        stored.content_type, stored.etag, settings.CACHE_CONTROL, is_gzipped
    ).copy()
    return negotiation.conditional(request, response, stored.etag)

"""Answers kept as finished bytes: serialised, hashed and gzipped once a content version."""

import gzip
import hashlib
import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, NamedTuple

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from content import version

logger = logging.getLogger(__name__)

KEPT_SECONDS: Final = 600
LOCK_SECONDS: Final = 10
WAIT_SECONDS: Final = 3.0
POLL_SECONDS: Final = 0.01
GZIP_FROM_BYTES: Final = 500

View = Callable[..., HttpResponse]


class Answer(NamedTuple):
    version: int
    etag: str
    content_type: str
    body: bytes
    gzipped: bytes


def cached(key_of: Callable[[HttpRequest], str]) -> Callable[[View], View]:
    """Serve a view's 200 answers from the cache, under the key that ``key_of`` finds.

    A view without an answer there runs once for all who ask at the same time; the others wait up
    to WAIT_SECONDS for it, then run it themselves.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def serve(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            name = key_of(request)
            _, answer = look_up(key(name))
            if answer is None:
                made = make_once(name, lambda: view(request, *args, **kwargs))
                if isinstance(made, HttpResponse):
                    return made
                answer = made
            return respond(request, answer)

        return serve

    return decorate


def key(name: str) -> str:
    """A cache key for any name: short, and without characters that a cache refuses."""
    return f"answer-{hashlib.blake2b(name.encode(errors='replace'), digest_size=16).hexdigest()}"


def look_up(kept_at: str) -> tuple[int, Answer | None]:
    """The current content version, and the answer kept for it. One round trip to the cache."""
    mark = version.mark()
    found = cache.get_many([version.KEY, kept_at])
    current = version.confirm(found.get(version.KEY), mark)
    answer = found.get(kept_at)
    return current, answer if answer is not None and answer.version == current else None


def make_once(name: str, make: Callable[[], HttpResponse]) -> Answer | HttpResponse:
    kept_at = key(name)
    lock, give_up_at = f"{kept_at}-lock", time.monotonic() + WAIT_SECONDS
    while not (locked := cache.add(lock, 1, LOCK_SECONDS)) and time.monotonic() < give_up_at:
        time.sleep(POLL_SECONDS)
        if (answer := look_up(kept_at)[1]) is not None:
            return answer
    try:
        current, answer = look_up(kept_at)
        if answer is not None:
            return answer
        response = make()
        if response.status_code != 200:
            return response
        answer = finish(current, response)
        logger.info("Built an answer of %d bytes for %s", len(answer.body), name)
        cache.set(kept_at, answer, KEPT_SECONDS)
        return answer
    finally:
        if locked:
            cache.delete(lock)


def finish(current: int, response: HttpResponse) -> Answer:
    body = response.content
    return Answer(
        version=current,
        etag=f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"',
        content_type=response.headers["Content-Type"],
        body=body,
        gzipped=gzip.compress(body, mtime=0) if len(body) >= GZIP_FROM_BYTES else b"",
    )


def respond(request: HttpRequest, answer: Answer) -> HttpResponse:
    gzipped = answer.gzipped and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        answer.gzipped if gzipped else answer.body, content_type=answer.content_type
    )
    if gzipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = answer.etag
    response.headers["Cache-Control"] = "no-cache"  # keep it, but ask each time
    patch_vary_headers(response, ["Accept-Encoding"])
    conditional = get_conditional_response(request, etag=answer.etag, response=response)
    return conditional or response

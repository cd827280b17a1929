"""A WSGI response as the reply that Lambda passes on to the trigger."""

import json
from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from mangum.handlers.alb import case_mutated_headers

from function.environ import V2, Event

Headers = Sequence[tuple[str, str]]

SET_COOKIE: Final = "Set-Cookie"
TEXT: Final = ("text/", "application/json", "application/problem+json", "image/svg+xml")
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LAMBDA_BYTES: Final = 6 * 1024 * 1024
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
LOAD_BALANCER_BYTES: Final = 1024 * 1024
ESCAPED: Final = 6  # bytes that JSON may need for one
ALWAYS_FITS: Final = (
    LOAD_BALANCER_BYTES // ESCAPED - 64 * 1024
)  # bytes of a body, beside its headers
KEPT_BYTES: Final = 64 * 1024  # of the largest body that is kept in base64


class ReplyTooLarge(Exception):
    """The trigger takes no reply of that size."""


def most_bytes(event: Event) -> int:
    """Of a reply to this event."""
    return LOAD_BALANCER_BYTES if "elb" in event["requestContext"] else LAMBDA_BYTES


def reply_from(event: Event, status: int, headers: Headers, body: bytes) -> dict[str, Any]:
    """Raises ReplyTooLarge."""
    named = dict(headers)
    text, is_base64 = encoded(named, body)
    reply = {"statusCode": status, "body": text, "isBase64Encoded": is_base64}
    if event.get("version") != V2:
        reply |= older_headers(event, headers)
    elif len(named) == len(headers) and SET_COOKIE not in named:
        reply["headers"] = named  # Django has each name once, whatever its case
    else:
        reply |= v2_headers(headers)
    if len(body) > ALWAYS_FITS:
        fit(reply, body, most_bytes(event))
    return reply


def fit(reply: dict[str, Any], body: bytes, most: int) -> None:
    """Send the body in base64 where as text it is too large in JSON. Raises ReplyTooLarge."""
    if len(body) > most:
        raise ReplyTooLarge
    if len(json.dumps(reply)) > most:
        reply |= {"body": in_base64(body), "isBase64Encoded": True}
        if len(json.dumps(reply)) > most:
            raise ReplyTooLarge


def v2_headers(headers: Headers) -> dict[str, Any]:
    """One value for each header, and the cookies, which cannot be joined by commas."""
    joined: dict[str, str] = {}
    cookies = []
    for original, value in headers:
        name = original.lower()
        if name == SET_COOKIE.lower():
            cookies.append(value.strip())  # Django puts a space before it, which JSON would keep
        else:
            joined[name] = f"{joined[name]},{value}" if name in joined else value.strip()
    return {"headers": joined, "cookies": cookies}


def older_headers(event: Event, headers: Headers) -> dict[str, Any]:
    """The headers where a load balancer, a REST API or an HTTP API's format 1.0 has them."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(value.strip())
    if "elb" in event["requestContext"] and "multiValueHeaders" not in event:
        return {"headers": case_mutated_headers(values)}
    return {"multiValueHeaders": values}


def encoded(named: Mapping[str, str], body: bytes) -> tuple[str, bool]:
    """The body as text, where it is text, or in base64; and which of both."""
    if "Content-Encoding" in named:
        return (in_base64 if len(body) > KEPT_BYTES else kept_in_base64)(body), bool(body)
    if not body:
        return "", False
    if named.get("Content-Type", "").startswith(TEXT):
        with suppress(UnicodeDecodeError):
            return body.decode(), False
    return in_base64(body), True


def in_base64(body: bytes) -> str:
    return b2a_base64(body, newline=False).decode("ascii")


# A cached page is the same object each time, which Python hashes once.
kept_in_base64: Final = lru_cache(64)(in_base64)

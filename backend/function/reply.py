"""A WSGI response as the reply that Lambda passes on to the trigger."""

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from mangum.handlers.alb import case_mutated_headers

from function.environ import Event, is_v2

Headers = Sequence[tuple[str, str]]

TEXT: Final = ("text/", "application/json", "application/problem+json", "image/svg+xml")
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LAMBDA_BYTES: Final = 6 * 1024 * 1024
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
LOAD_BALANCER_BYTES: Final = 1024 * 1024
ESCAPED: Final = 6  # bytes that JSON may need for one


class ReplyTooLarge(Exception):
    """The trigger takes no reply of that size."""


def most_bytes(event: Event) -> int:
    """Of a reply to this event."""
    return LOAD_BALANCER_BYTES if "elb" in event["requestContext"] else LAMBDA_BYTES


def reply_from(event: Event, status: int, headers: Headers, body: bytes) -> dict[str, Any]:
    """Raises ReplyTooLarge."""
    most = most_bytes(event)
    joined, cookies = join(headers)
    reply: dict[str, Any] = {"statusCode": status}
    if not is_v2(event):
        reply |= older_headers(event, headers)
    else:
        reply |= {"headers": joined, "cookies": cookies} if cookies else {"headers": joined}
    if len(body) <= most:
        for text, is_base64 in encodings(joined, body):
            reply |= {"body": text, "isBase64Encoded": is_base64}
            if len(body) * ESCAPED < most or len(json.dumps(reply)) <= most:
                return reply
    raise ReplyTooLarge


def join(headers: Headers) -> tuple[dict[str, str], list[str]]:
    """One value for each header, and the cookies, which cannot be joined by commas."""
    joined: dict[str, str] = {}
    cookies = []
    for original, value in headers:
        name = original.lower()
        if name == "set-cookie":
            cookies.append(value.strip())  # Django puts a space before it, which JSON would keep
        else:
            joined[name] = f"{joined[name]},{value}" if name in joined else value.strip()
    return joined, cookies


def older_headers(event: Event, headers: Headers) -> dict[str, Any]:
    """The headers where a load balancer, a REST API or an HTTP API's format 1.0 has them."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(value.strip())
    if "elb" in event["requestContext"] and "multiValueHeaders" not in event:
        return {"headers": case_mutated_headers(values)}
    return {"multiValueHeaders": values}


def encodings(headers: dict[str, str], body: bytes) -> Iterator[tuple[str, bool]]:
    """The body as text, where it is text, and as base64, which may take less room in JSON."""
    is_text = "content-encoding" not in headers
    if not body or (is_text and headers.get("content-type", "").startswith(TEXT)):
        with suppress(UnicodeDecodeError):
            yield body.decode(), False
    yield b64encode(body).decode(), True

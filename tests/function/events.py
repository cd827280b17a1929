"""What each trigger sends, field by field as AWS documents it.

The builders take a request in HTTP's words. A body that is not UTF-8 travels as base64, as the
triggers do it.
"""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, quote_plus

FUNCTION_URL_HOST = "abcdefghij.lambda-url.us-west-2.on.aws"
API_HOST = "abcdefghij.execute-api.us-west-2.amazonaws.com"
CLIENT = "203.0.113.7"

Headers = Sequence[tuple[str, str]]
Event = dict[str, Any]


def travelling(body: bytes) -> tuple[str | None, bool]:
    if not body:
        return None, False
    try:
        return body.decode(), False
    except UnicodeDecodeError:
        return b64encode(body).decode(), True


def forwarded(host: str, headers: Headers) -> list[tuple[str, str]]:
    """The headers with those that every trigger adds."""
    added = [
        ("host", host),
        ("x-forwarded-for", CLIENT),
        ("x-forwarded-port", "443"),
        ("x-forwarded-proto", "https"),
        ("x-amzn-trace-id", "Root=1-67891233-abcdef012345678912345678"),
    ]
    given = {name.lower() for name, _ in headers}
    return [(name, value) for name, value in added if name not in given] + list(headers)


def make_v2_event(
    path: str = "/",
    *,
    method: str = "GET",
    query: str = "",
    headers: Headers = (),
    cookies: Sequence[str] = (),
    body: bytes = b"",
    host: str = FUNCTION_URL_HOST,
) -> Event:
    """A function URL's event; with ``host=API_HOST`` an HTTP API's, which is told apart by it.

    https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
    """
    text, is_base64 = travelling(body)
    joined: dict[str, str] = {}
    for name, value in forwarded(host, headers):
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    event: Event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": joined,
        "requestContext": {
            "accountId": "anonymous",
            "apiId": host.partition(".")[0],
            "domainName": host,
            "domainPrefix": host.partition(".")[0],
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": CLIENT,
                "userAgent": "tests",
            },
            "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
            "routeKey": "$default",
            "stage": "$default",
            "time": "23/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1795435200000,
        },
        "isBase64Encoded": is_base64,
    }
    if cookies:
        event["cookies"] = list(cookies)
    if text is not None:
        event["body"] = text
    return event


def make_rest_event(
    path: str = "/",
    *,
    method: str = "GET",
    query: str = "",
    headers: Headers = (),
    cookies: Sequence[str] = (),
    body: bytes = b"",
    host: str = API_HOST,
    version: str = "",
) -> Event:
    """A REST API's event; with ``version="1.0"`` an HTTP API's of the older payload format.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    text, is_base64 = travelling(body)
    given = forwarded(host, [*headers, *(("Cookie", cookie) for cookie in cookies)])
    pairs = parse_qsl(query, keep_blank_values=True)
    event: Event = {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": dict(given) or None,
        "multiValueHeaders": several(given),
        "queryStringParameters": dict(pairs) or None,
        "multiValueQueryStringParameters": several(pairs) or None,
        "pathParameters": {"proxy": path.strip("/")},
        "stageVariables": None,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abcdefghij",
            "domainName": host,
            "httpMethod": method,
            "identity": {"sourceIp": CLIENT, "userAgent": "tests"},
            "path": f"/prod{path}",
            "protocol": "HTTP/1.1",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "resourcePath": "/{proxy+}",
            "stage": "prod",
        },
        "body": text,
        "isBase64Encoded": is_base64,
    }
    return {"version": version, **event} if version else event


def make_alb_event(
    path: str = "/",
    *,
    method: str = "GET",
    query: str = "",
    headers: Headers = (),
    cookies: Sequence[str] = (),
    body: bytes = b"",
    host: str = "itg-1234567890.us-west-2.elb.amazonaws.com",
    multi_value: bool = False,
) -> Event:
    """A load balancer's event, with or without its multi-value headers; a query stays encoded.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
    """
    text, is_base64 = travelling(body)
    given = forwarded(host, headers)
    given += [("cookie", cookie) for cookie in cookies]
    pairs = [
        (quote_plus(name), quote_plus(value))
        for name, value in parse_qsl(query, keep_blank_values=True)
    ]
    values: Event = (
        {"multiValueHeaders": several(given), "multiValueQueryStringParameters": several(pairs)}
        if multi_value
        else {"headers": dict(given), "queryStringParameters": dict(pairs)}
    )
    return {
        "requestContext": {
            "elb": {
                "targetGroupArn": (
                    "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/itg/49e9d65c4"
                )
            }
        },
        "httpMethod": method,
        "path": path,
        **values,
        "body": text or "",
        "isBase64Encoded": is_base64,
    }


def several(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def response_headers(reply: dict[str, Any], name: str) -> list[str]:
    """Every value of a header, wherever this trigger's response keeps it."""
    found = [*(reply.get("cookies", []) if name.lower() == "set-cookie" else [])]
    for key, value in reply.get("headers", {}).items():
        found += [value] if key.lower() == name.lower() else []
    for key, values in reply.get("multiValueHeaders", {}).items():
        found += values if key.lower() == name.lower() else []
    return found

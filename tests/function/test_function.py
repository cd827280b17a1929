"""The function under AWS's own runtime client: pages, sign-in, uploads, events, its connection."""

import json
import re
import time
from base64 import b64decode
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import psycopg2
import pytest

from tests import commands
from tests.function.conftest import BUCKET, StartFunction
from tests.function.events import (
    API_HOST,
    FUNCTION_URL_HOST,
    Event,
    make_alb_event,
    make_rest_event,
    make_v2_event,
    response_headers,
)
from tests.function.published import PUBLISHED
from tests.services.aws import AwsServer
from tests.services.lambda_runtime import FunctionError, LambdaRuntime
from tests.services.postgres import PostgresServer

HOME: dict[str, Any] = {"path": "/api/pages/", "query": "path=%2F"}
EVENTS = {
    "function URL": make_v2_event(**HOME),
    "HTTP API": make_v2_event(**HOME, host=API_HOST),
    "REST API": make_rest_event(**HOME),
    "load balancer": make_alb_event(**HOME),
    "load balancer, several values": make_alb_event(**HOME, multi_value=True),
}


def search(number: int) -> Event:
    """One that asks the database: a search that was asked before does not."""
    return make_v2_event("/api/search/", query=f"q=robot+{number}")


def body_of(reply: dict[str, Any]) -> bytes:
    text: str = reply["body"]
    return b64decode(text) if reply["isBase64Encoded"] else text.encode()


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_every_trigger_gets_the_page(function: LambdaRuntime, event: dict[str, Any]) -> None:
    reply = function.invoke(event)
    assert reply["statusCode"] == 200
    page = json.loads(body_of(reply))
    assert (page["type"], page["path"]) == ("page", "/")


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_samples_are_served(function: LambdaRuntime, name: str) -> None:
    event, expected = PUBLISHED[name]
    assert function.invoke(event)["statusCode"] == expected


def test_a_page_is_compressed_and_not_sent_twice(function: LambdaRuntime) -> None:
    accept = ("accept-encoding", "gzip, br")
    first = function.invoke(make_v2_event(**HOME, headers=[accept]))
    assert body_of(first).startswith(b"\x1f\x8b")
    (etag,) = response_headers(first, "etag")
    again = function.invoke(make_v2_event(**HOME, headers=[accept, ("if-none-match", etag)]))
    assert (again["statusCode"], again["body"]) == (304, "")
    assert response_headers(again, "content-type") == []


def test_head_is_get_without_a_body(function: LambdaRuntime) -> None:
    get = function.invoke(make_v2_event("/api/layout/"))
    head = function.invoke(make_v2_event("/api/layout/", method="HEAD"))
    assert (head["statusCode"], head["body"]) == (200, "")
    assert response_headers(head, "etag") == response_headers(get, "etag")


def test_an_unknown_host_is_refused(function: LambdaRuntime) -> None:
    assert function.invoke(make_v2_event("/api/layout/", host="evil.example"))["statusCode"] == 400


class Visitor:
    """A browser's memory of cookies, and its forms."""

    def __init__(self, function: LambdaRuntime) -> None:
        self.function = function
        self.cookies: dict[str, str] = {}

    def fetch(self, path: str, **words: Any) -> dict[str, Any]:
        cookies = [f"{name}={value}" for name, value in self.cookies.items()]
        reply: dict[str, Any] = self.function.invoke(make_v2_event(path, cookies=cookies, **words))
        for cookie in response_headers(reply, "set-cookie"):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return reply

    def post(self, path: str, body: bytes, content_type: str) -> dict[str, Any]:
        origin = f"https://{FUNCTION_URL_HOST}"
        headers = [("content-type", content_type), ("origin", origin), ("referer", origin + path)]
        return self.fetch(path, method="POST", body=body, headers=headers)

    def token(self, path: str) -> str:
        found = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', body_of(self.fetch(path)))
        assert found
        return found[1].decode()

    def sign_in(self) -> dict[str, Any]:
        fields = {
            "csrfmiddlewaretoken": self.token("/admin/login/"),
            "username": "admin",
            "password": "innovate-to-grow",
        }
        form = urlencode(fields).encode()
        return self.post("/admin/login/", form, "application/x-www-form-urlencoded")


def test_an_editor_signs_in_with_cookies(function: LambdaRuntime) -> None:
    visitor = Visitor(function)
    assert visitor.fetch("/admin/")["statusCode"] == 302
    signed_in = visitor.sign_in()
    assert signed_in["statusCode"] == 302
    cookies = response_headers(signed_in, "set-cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"csrftoken", "sessionid"}
    assert all("; Secure" in cookie for cookie in cookies)
    dashboard = visitor.fetch("/admin/")
    assert dashboard["statusCode"] == 200
    assert b"<title>Dashboard - Innovate to Grow</title>" in body_of(dashboard)


def test_an_upload_arrives_byte_for_byte(
    start_function: StartFunction, aws_server: AwsServer
) -> None:
    picture = (commands.BACKEND / "sample/content/pictures/solar.jpg").read_bytes()
    visitor = Visitor(start_function())
    visitor.sign_in()
    token = visitor.token("/admin/images/add/")
    body = multipart(
        {"csrfmiddlewaretoken": token, "title": "Uploaded", "collection": "1"},
        ("file", "uploaded.jpg", "image/jpeg", picture),
    )
    reply = visitor.post("/admin/images/add/", body, f"multipart/form-data; boundary={BOUNDARY}")
    assert reply["statusCode"] == 302, body_of(reply)
    s3 = aws_server.s3()
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix="media/original_images/")["Contents"]
    keys = [item["Key"] for item in found if item["Key"].endswith("/uploaded.jpg")]
    assert [s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys] == [picture]


BOUNDARY = "boundary-of-the-tests"


def multipart(fields: dict[str, str], file: tuple[str, str, str, bytes]) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    name, filename, kind, content = file
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    return b"".join([*parts, head.encode(), content, f"\r\n--{BOUNDARY}--\r\n".encode()])


@pytest.mark.parametrize(
    ("event", "keys"),
    [
        ({"raw_command": "open('/tmp/pwned', 'w')"}, "raw_command"),
        ({"raw_command": "1", "command": ["check"]}, "command, raw_command"),
        ({"command": ["check"], "Records": []}, "Records, command"),
        ({"manage": "check", "id": "1"}, "id, manage"),
        ({"Records": [{"eventSource": "aws:s3"}]}, "Records"),
        ({"source": "aws.events", "detail-type": "Other"}, "detail-type, source"),
        ({}, ""),
    ],
)
def test_anything_else_is_refused_by_its_keys(
    function: LambdaRuntime, event: dict[str, Any], keys: str
) -> None:
    with pytest.raises(FunctionError, match=f"it got the keys {keys}\\.") as refused:
        function.invoke(event)
    assert refused.value.kind == "UnknownEvent"
    assert "pwned" not in str(refused.value)


@pytest.mark.parametrize("event", [[], "migrate", 1, None])
def test_what_is_no_event_is_refused(function: LambdaRuntime, event: object) -> None:
    with pytest.raises(FunctionError, match="it got no object"):
        function.invoke(event)


def test_a_warm_up_is_served_at_once(function: LambdaRuntime) -> None:
    event = {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-11-23T12:00:00Z",
        "region": "us-west-2",
        "resources": ["arn:aws:events:us-west-2:123456789012:rule/keep-warm"],
        "detail": {},
    }
    assert function.invoke(event) == {"warm": True}


def sessions(server: PostgresServer, name: str) -> int:
    """How many sessions the database has ever had; those that ended are counted at their end."""
    return int(query(server, "SELECT sessions FROM pg_stat_database WHERE datname = %s", name))


def query(server: PostgresServer, sql: str, *values: str) -> Any:
    with closing(psycopg2.connect(server.superuser.dsn(), connect_timeout=60)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            row = cursor.fetchone()
            return row[0] if row else None


def test_one_connection_serves_init_and_every_request(
    start_function: StartFunction,
    postgres_server: PostgresServer,
    preview_environment: dict[str, str],
) -> None:
    before = sessions(postgres_server, preview_environment["DB_NAME"])
    function = start_function()
    name = preview_environment["DB_NAME"]
    live = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    assert query(postgres_server, live, name) == 1  # INIT's
    for number in range(200):
        assert function.invoke(search(number))["statusCode"] == 200
    assert query(postgres_server, live, name) == 1
    function.kill()
    give_up_at = time.monotonic() + 120
    while query(postgres_server, live, name) and time.monotonic() < give_up_at:
        time.sleep(0.02)
    assert sessions(postgres_server, name) - before == 1


def test_a_connection_that_died_in_the_freeze_is_replaced(
    start_function: StartFunction, postgres_server: PostgresServer
) -> None:
    function = start_function()
    assert function.environment
    end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
    for number in range(3):
        assert function.invoke(search(number))["statusCode"] == 200
        function.pause()
        assert query(postgres_server, end, function.environment["DB_NAME"]) == 1
        function.resume()
    assert function.invoke(search(3))["statusCode"] == 200
    assert [record for record in function.log_records() if record["level"] == "ERROR"] == []

"""What the application is told of a request, whatever triggers the function."""

import json
from typing import Any
from wsgiref.types import StartResponse
from wsgiref.validate import validator

import pytest

from function.environ import UnknownEvent, is_request
from tests.function.events import CLIENT, Event, make_alb_event, make_v2_event
from tests.function.wsgi import (
    BINARY,
    LEAVE_PATHS_ENCODED,
    TRIGGERS,
    MakeEvent,
    body_of,
    environ_and_body,
    responding,
    send,
)


def test_the_environ_is_what_wsgi_asks_for(make_event: MakeEvent) -> None:
    @validator
    def application(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"hello"]

    reply = send(make_event("/", query="a=1", headers=[("accept", "*/*")]), application)
    assert (reply["statusCode"], body_of(reply)) == (200, b"hello")


def test_the_request_line_arrives(make_event: MakeEvent) -> None:
    told = environ_and_body(make_event("/about/", method="DELETE"))
    assert (
        told["REQUEST_METHOD"],
        told["SCRIPT_NAME"],
        told["PATH_INFO"],
        told["QUERY_STRING"],
    ) == (
        "DELETE",
        "",
        "/about/",
        "",
    )


def test_the_client_and_https_are_known(make_event: MakeEvent) -> None:
    told = environ_and_body(make_event())
    assert told["REMOTE_ADDR"] == CLIENT
    assert told["wsgi.url_scheme"] == told["HTTP_X_FORWARDED_PROTO"] == "https"
    assert told["SERVER_PORT"] == "443"


def test_a_load_balancers_client_is_the_address_it_saw_itself() -> None:
    told = environ_and_body(
        make_alb_event(headers=[("x-forwarded-for", f"198.51.100.1, {CLIENT}")])
    )
    assert told["REMOTE_ADDR"] == CLIENT


def test_plain_http_is_known_too() -> None:
    told = environ_and_body(make_alb_event(headers=[("x-forwarded-proto", "http")]))
    assert told["wsgi.url_scheme"] == "http"


def test_an_encoded_path_is_decoded_once(trigger: str, make_event: MakeEvent) -> None:
    path = "/caf%C3%A9/100%2525/" if trigger in LEAVE_PATHS_ENCODED else "/café/100%25/"
    assert (
        environ_and_body(make_event(path))["PATH_INFO"].encode("latin-1").decode()
        == "/café/100%25/"
    )


def test_bytes_that_are_no_text_stay_in_a_path() -> None:
    assert environ_and_body(make_v2_event("/%ff%FE"))["PATH_INFO"] == "/\xff\xfe"


def test_an_empty_path_is_the_root(make_event: MakeEvent) -> None:
    assert environ_and_body(make_event(""))["PATH_INFO"] == "/"


@pytest.mark.parametrize(
    "trigger", [name for name in TRIGGERS if name != "load balancer"], indirect=True
)
def test_repeated_parameters_all_arrive(make_event: MakeEvent) -> None:
    told = environ_and_body(make_event(query="tag=a&tag=b%26c&word=caf%C3%A9+au&blank="))
    assert told["QUERY_STRING"] == "tag=a&tag=b%26c&word=caf%C3%A9+au&blank="


def test_headers_arrive_under_their_names(make_event: MakeEvent) -> None:
    headers = [("content-type", "text/plain"), ("x-custom-name", "v"), ("if-none-match", 'W/"1"')]
    told = environ_and_body(make_event(headers=headers))
    assert told["CONTENT_TYPE"] == "text/plain"
    assert told["HTTP_X_CUSTOM_NAME"] == "v"
    assert told["HTTP_IF_NONE_MATCH"] == 'W/"1"'


def test_a_header_with_an_underscore_cannot_pose_as_another(make_event: MakeEvent) -> None:
    told = environ_and_body(make_event(headers=[("X_Forwarded_Proto", "http"), ("X_Real", "1")]))
    assert told["HTTP_X_FORWARDED_PROTO"] == "https"
    assert "HTTP_X_REAL" not in told


@pytest.mark.parametrize(
    "trigger", [name for name in TRIGGERS if name != "load balancer"], indirect=True
)
def test_several_cookies_are_one_header(make_event: MakeEvent) -> None:
    told = environ_and_body(make_event(cookies=["a=1", "b=2,3"]))
    assert told["HTTP_COOKIE"] == "a=1; b=2,3"


@pytest.mark.parametrize("body", [b"", b"a=1&b=2", "näive".encode(), BINARY, b"\0" * 1000])
def test_bodies_arrive_whole(make_event: MakeEvent, body: bytes) -> None:
    # The stated length is that of the body as the client sent it, not as it travelled.
    told = environ_and_body(make_event(method="POST", body=body))
    assert (told["body"], told["CONTENT_LENGTH"]) == (body, str(len(body)))


@pytest.mark.parametrize("trigger", ["function URL", "HTTP API 2.0"], indirect=True)
@pytest.mark.parametrize("host", ["a:b:c", "a:b", "a:", "[::1]", "[::1]:80", "a:²"])
def test_a_host_that_cannot_be_read_is_left_to_the_application(
    make_event: MakeEvent, host: str
) -> None:
    told = environ_and_body(make_event(headers=[("host", host)]))
    assert (told["HTTP_HOST"].encode("latin-1").decode(), told["SERVER_PORT"]) == (host, "443")


@pytest.mark.parametrize(
    "trigger",
    [name for name in TRIGGERS if name not in ("function URL", "HTTP API 2.0")],
    indirect=True,
)
@pytest.mark.parametrize("host", ["a:b:c", "a:b", "[::1]:80"])
def test_where_mangum_reads_the_host_it_is_refused(make_event: MakeEvent, host: str) -> None:
    reply = send(make_event(headers=[("host", host)]), responding(b"served"))
    assert (reply["statusCode"], json.loads(body_of(reply))["status"]) == (400, 400)


def test_a_body_that_is_not_base64_is_refused() -> None:
    event = {**make_v2_event(method="POST"), "body": "a", "isBase64Encoded": True}
    assert send(event, responding(b"served"))["statusCode"] == 400


@pytest.mark.parametrize(
    "event",
    [
        {"version": "2.0", "requestContext": {}},
        {"version": "2.0", "requestContext": {"http": None}, "headers": {}},
        {"resource": "/", "requestContext": {"identity": {}}},
        {"requestContext": {"elb": {}}},
    ],
)
def test_half_an_event_is_refused_by_its_keys(event: Event) -> None:
    with pytest.raises(UnknownEvent, match=r"the keys .*requestContext"):
        send(event, responding(b"served"))


@pytest.mark.parametrize(
    "event",
    [
        {"requestContext": {"eventType": "MESSAGE", "connectionId": "a"}, "body": "hello"},
        {"Records": [{"cf": {"request": {}}}]},
        {"Records": []},
        {"raw_command": "print(1)"},
        {},
    ],
)
def test_other_events_are_no_requests(event: Event) -> None:
    assert not is_request(event)

"""Every trigger, in front of real WSGI callables: what they are told, and what becomes of it."""

import json
import logging
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication
from wsgiref.validate import validator

import pytest

from core import lambda_http, lambda_request
from tests.handler.events import (
    API_HOST,
    CLIENT,
    Event,
    make_alb_event,
    make_rest_event,
    make_v2_event,
    response_headers,
)

MakeEvent = Callable[..., Event]
TRIGGERS: dict[str, MakeEvent] = {
    "function URL": make_v2_event,
    "HTTP API 2.0": partial(make_v2_event, host=API_HOST),
    "HTTP API 1.0": partial(make_rest_event, version="1.0"),
    "REST API": make_rest_event,
    "load balancer": make_alb_event,
    "load balancer, several values": partial(make_alb_event, multi_value=True),
}
LEAVE_PATHS_ENCODED = {"function URL", "REST API", "load balancer", "load balancer, several values"}
BINARY = bytes(range(256))


@pytest.fixture(params=TRIGGERS)
def trigger(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make_event(trigger: str) -> MakeEvent:
    return TRIGGERS[trigger]


def send(event: Event, application: WSGIApplication) -> dict[str, Any]:
    request = lambda_request.read(event, None)
    assert request is not None
    answer = lambda_http.serve(application, request, {})
    json.dumps(answer)
    return answer


def environ_from(event: Event) -> dict[str, Any]:
    """What the application is told; its body, read to the end, is under ``body``."""
    told: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        told.update(environ, body=environ["wsgi.input"].read())
        start_response("204 No Content", [])
        return []

    send(event, application)
    return told


def answering(
    *chunks: bytes, status: str = "200 OK", headers: Iterable[tuple[str, str]] = ()
) -> WSGIApplication:
    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        start_response(status, list(headers))
        return chunks

    return application


def body_of(answer: dict[str, Any]) -> bytes:
    text: str = answer["body"]
    return b64decode(text) if answer["isBase64Encoded"] else text.encode()


def test_the_environ_is_what_wsgi_asks_for(make_event: MakeEvent) -> None:
    @validator
    def application(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"hello"]

    answer = send(make_event("/", query="a=1", headers=[("accept", "*/*")]), application)
    assert (answer["statusCode"], body_of(answer)) == (200, b"hello")


def test_the_request_line_arrives(make_event: MakeEvent) -> None:
    told = environ_from(make_event("/about/", method="DELETE"))
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
    told = environ_from(make_event())
    assert told["REMOTE_ADDR"] == CLIENT
    assert told["wsgi.url_scheme"] == told["HTTP_X_FORWARDED_PROTO"] == "https"
    assert told["SERVER_PORT"] == "443"


def test_a_load_balancers_client_is_the_address_it_saw_itself() -> None:
    told = environ_from(make_alb_event(headers=[("x-forwarded-for", f"198.51.100.1, {CLIENT}")]))
    assert told["REMOTE_ADDR"] == CLIENT


def test_plain_http_is_known_too() -> None:
    told = environ_from(make_alb_event(headers=[("x-forwarded-proto", "http")]))
    assert told["wsgi.url_scheme"] == "http"


def test_an_encoded_path_is_decoded_once(trigger: str, make_event: MakeEvent) -> None:
    path = "/caf%C3%A9/100%2525/" if trigger in LEAVE_PATHS_ENCODED else "/café/100%25/"
    assert environ_from(make_event(path))["PATH_INFO"].encode("latin-1").decode() == "/café/100%25/"


def test_bytes_that_are_no_text_stay_in_a_path() -> None:
    assert environ_from(make_v2_event("/%ff%FE"))["PATH_INFO"] == "/\xff\xfe"


def test_an_empty_path_is_the_root(make_event: MakeEvent) -> None:
    assert environ_from(make_event(""))["PATH_INFO"] == "/"


@pytest.mark.parametrize(
    "trigger", [name for name in TRIGGERS if name != "load balancer"], indirect=True
)
def test_repeated_parameters_all_arrive(make_event: MakeEvent) -> None:
    told = environ_from(make_event(query="tag=a&tag=b%26c&word=caf%C3%A9+au&blank="))
    assert told["QUERY_STRING"] == "tag=a&tag=b%26c&word=caf%C3%A9+au&blank="


def test_headers_arrive_under_their_names(make_event: MakeEvent) -> None:
    headers = [("content-type", "text/plain"), ("x-custom-name", "v"), ("if-none-match", 'W/"1"')]
    told = environ_from(make_event(headers=headers))
    assert told["CONTENT_TYPE"] == "text/plain"
    assert told["HTTP_X_CUSTOM_NAME"] == "v"
    assert told["HTTP_IF_NONE_MATCH"] == 'W/"1"'


def test_a_header_with_an_underscore_cannot_pose_as_another(make_event: MakeEvent) -> None:
    told = environ_from(make_event(headers=[("X_Forwarded_Proto", "http"), ("X_Real", "1")]))
    assert told["HTTP_X_FORWARDED_PROTO"] == "https"
    assert "HTTP_X_REAL" not in told


@pytest.mark.parametrize(
    "trigger", [name for name in TRIGGERS if name != "load balancer"], indirect=True
)
def test_several_cookies_are_one_header(make_event: MakeEvent) -> None:
    told = environ_from(make_event(cookies=["a=1", "b=2,3"]))
    assert told["HTTP_COOKIE"] == "a=1; b=2,3"


@pytest.mark.parametrize("body", [b"", b"a=1&b=2", "näive".encode(), BINARY, b"\0" * 1000])
def test_bodies_arrive_whole(make_event: MakeEvent, body: bytes) -> None:
    # The stated length is that of the body as the client sent it, not as it travelled.
    told = environ_from(make_event(method="POST", body=body))
    assert (told["body"], told["CONTENT_LENGTH"]) == (body, str(len(body)))


@pytest.mark.parametrize("body", [b"plain", "näive".encode(), BINARY, b""])
@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "image/webp", "application/json"])
def test_bodies_return_whole(make_event: MakeEvent, body: bytes, kind: str) -> None:
    answer = send(make_event(), answering(body, headers=[("Content-Type", kind)]))
    assert body_of(answer) == body
    assert response_headers(answer, "content-type") == [kind]


def test_text_and_problems_travel_as_text(make_event: MakeEvent) -> None:
    for kind in ("text/css", "application/json", "application/problem+json", "image/svg+xml"):
        answer = send(make_event(), answering(b"{}", headers=[("Content-Type", kind)]))
        assert answer["isBase64Encoded"] is False


def test_every_set_cookie_is_kept(make_event: MakeEvent) -> None:
    cookies = ["a=1; Path=/; Secure", "b=2; HttpOnly", "c=3; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]
    headers = [("Content-Type", "text/plain"), *(("Set-Cookie", cookie) for cookie in cookies)]
    assert (
        response_headers(send(make_event(), answering(b"", headers=headers)), "Set-Cookie")
        == cookies
    )


@pytest.mark.parametrize("status", ["200 OK", "304 Not Modified", "404 Not Found", "503 Down"])
def test_status_is_kept_and_no_header_is_made_up(make_event: MakeEvent, status: str) -> None:
    answer = send(make_event(), answering(status=status, headers=[("ETag", '"1"')]))
    assert answer["statusCode"] == int(status[:3])
    assert response_headers(answer, "ETag") == ['"1"']
    assert response_headers(answer, "Content-Type") == []


def test_head_has_headers_and_no_body(make_event: MakeEvent) -> None:
    headers = [("Content-Type", "text/plain"), ("Content-Length", "5")]
    answer = send(make_event(method="HEAD"), answering(b"hello", headers=headers))
    assert (answer["body"], response_headers(answer, "Content-Length")) == ("", ["5"])


class Stream:
    """A streamed body that knows how much of it was taken, and whether it was closed."""

    def __init__(self, chunk: bytes, times: int, fails: bool = False) -> None:
        self.chunk, self.times, self.fails = chunk, times, fails
        self.taken, self.closed = 0, False

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.times):
            self.taken += 1
            yield self.chunk
        if self.fails:
            raise ConnectionError("the source of the stream broke")

    def close(self) -> None:
        self.closed = True

    def application(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return self


def test_a_stream_is_joined_and_closed(make_event: MakeEvent) -> None:
    stream = Stream(b"ab", 3)
    assert body_of(send(make_event(), stream.application)) == b"ababab"
    assert stream.closed


def test_a_stream_that_breaks_fails_the_request_and_is_closed(make_event: MakeEvent) -> None:
    stream = Stream(b"ab", 3, fails=True)
    with pytest.raises(ConnectionError):
        send(make_event(), stream.application)
    assert stream.closed


def test_headers_may_come_with_the_first_chunk_or_by_write(make_event: MakeEvent) -> None:
    def application(environ: dict[str, Any], start: StartResponse) -> Iterator[bytes]:
        write = start("201 Created", [("Content-Type", "text/plain")])
        write(b"written ")
        yield b"yielded"

    answer = send(make_event(), application)
    assert (answer["statusCode"], body_of(answer)) == (201, b"written yielded")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_too_much_is_a_problem_and_logged(
    make_event: MakeEvent, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    stream = Stream(b"x" * 100_000, 10_000)
    with caplog.at_level(logging.ERROR):
        answer = send(make_event("/report/", method=method, query="q=secret"), stream.application)
    problem = json.loads(body_of(answer))
    assert (answer["statusCode"], problem["status"]) == (500, 500)
    assert "larger than" in problem["detail"]
    assert response_headers(answer, "Content-Type") == ["application/problem+json"]
    assert stream.closed
    assert stream.taken < 70  # it stops once it is clear
    assert f"{method} /report/" in caplog.text
    assert "secret" not in caplog.text


MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("chunk", "times", "fits"),
    [
        (b"x" * 1024, 6 * 1024 - 1, True),  # text, one byte for one
        (b"x" * 1024, 6 * 1024, False),
        (BINARY * 4, 4 * 1024, True),  # base64, four bytes for three
        (BINARY * 4, 4 * 1024 + 600, False),
        ("日".encode() * 1000, 1400, True),  # six bytes for three in JSON, so base64
        (b"\x01" * 1024, 1024 + 1, True),
        (b"\x01" * 1024, 4 * 1024, True),
    ],
)
def test_what_fits_is_measured_as_it_travels(chunk: bytes, times: int, fits: bool) -> None:
    answer = send(make_v2_event(), Stream(chunk, times).application)
    assert answer["statusCode"] == (200 if fits else 500)
    assert len(json.dumps(answer)) <= 6 * MIB
    assert not fits or body_of(answer) == chunk * times


def test_a_load_balancer_takes_a_mebibyte() -> None:
    stream = Stream(b"x" * 1024, 1024)
    assert send(make_alb_event(), stream.application)["statusCode"] == 500
    assert send(make_v2_event(), stream.application)["statusCode"] == 200


@pytest.mark.parametrize("host", ["a:b:c", "a:b", "[::1]:80"])
def test_a_host_that_cannot_be_read_is_refused(make_event: MakeEvent, host: str) -> None:
    answer = send(make_event(headers=[("host", host)]), answering(b"served"))
    assert (answer["statusCode"], json.loads(body_of(answer))["status"]) == (400, 400)


def test_a_body_that_is_not_base64_is_refused() -> None:
    event = {**make_v2_event(method="POST"), "body": "a", "isBase64Encoded": True}
    assert send(event, answering(b"served"))["statusCode"] == 400


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
    with pytest.raises(lambda_request.UnknownEvent, match=r"the keys .*requestContext"):
        send(event, answering(b"served"))


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
    assert lambda_request.read(event, None) is None

"""How many requests may work at once on what is not cached, and who waits for that."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Condition
from typing import Any
from wsgiref.types import StartResponse

import pytest

from tests.server.client import Client, request
from tests.server.conftest import PATIENT, Serve, Serving
from web.admission import ADMIT, POSTPONED


class Shop:
    """Works on /public/ and /other/ until it is told to go on; all else is at hand."""

    def __init__(self) -> None:
        self.condition = Condition()
        self.at_work: list[str] = []
        self.done: list[str] = []
        self.tries = 0
        self.may_end = 0

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        path = environ["PATH_INFO"]
        work = path.split("/")[1]
        if work in {"public", "other"} and not self.do(environ, work, path):
            start("503 Service Unavailable", [("Content-Length", "4")])
            return [b"busy"]
        text = b"%s %d" % (path.encode(), len(body))
        start("200 OK", [("Content-Length", str(len(text)))])
        return [text]

    def do(self, environ: dict[str, Any], work: str, path: str) -> bool:
        is_admitted = environ[ADMIT](work)
        with self.condition:  # not before: who is only about to ask takes the room of who ends
            self.tries += 1
            self.condition.notify_all()
        if not is_admitted:
            return False
        assert POSTPONED not in environ
        with self.condition:
            self.at_work.append(path)
            self.condition.notify_all()
            assert self.condition.wait_for(lambda: self.may_end > 0, 60)
            self.may_end -= 1
            self.at_work.remove(path)
            self.done.append(path)
            self.condition.notify_all()
        return True

    def end(self, number: int) -> None:
        with self.condition:
            self.may_end += number
            self.condition.notify_all()

    def wait_for(self, number: int, tries: int = 0) -> None:
        with self.condition:
            assert self.condition.wait_for(
                lambda: len(self.at_work) == number and self.tries >= tries, 60
            )


@pytest.fixture
def shop() -> Shop:
    return Shop()


def ask(serving: Serving, path: str, number: int) -> list[Client]:
    return [serving.connect().send(request(f"{path}{each}/")) for each in range(number)]


@contextmanager
def crowded(serve: Serve, shop: Shop, **limits: Any) -> Iterator[tuple[Serving, list[Client]]]:
    """Two of twenty public requests are at work, and the others wait. Those two come first."""
    serving = serve(shop, replace(PATIENT, **limits), threads=6)
    asking = ask(serving, "/public/", 20)
    shop.wait_for(2, tries=20)
    order = sorted(range(20), key=lambda number: f"/public/{number}/" not in shop.at_work)
    yield serving, [asking[number] for number in order]


def test_what_is_at_hand_and_other_work_wait_for_no_public_work(serve: Serve, shop: Shop) -> None:
    with crowded(serve, shop) as (serving, asking):
        for number in range(20):
            assert serving.connect().get(f"/cached/{number}").status == 200
        other = ask(serving, "/other/", 2)
        shop.wait_for(4)
        assert serving.connect().get("/cached/").status == 200
        shop.end(22)
        assert {client.response().status for client in asking + other} == {200}


def test_public_requests_are_worked_on_two_at_a_time_and_in_turn(serve: Serve, shop: Shop) -> None:
    with crowded(serve, shop) as (_, asking):
        for _ in range(20):
            shop.end(1)
        bodies = [client.response().body for client in asking]
    assert sorted(bodies) == sorted(b"/public/%d/ 0" % number for number in range(20))
    assert sorted(shop.done) == sorted(f"/public/{number}/" for number in range(20))


def test_a_request_that_waited_has_its_body_and_its_connection(serve: Serve, shop: Shop) -> None:
    body = b"x" * 5000
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    with crowded(serve, shop) as (serving, asking):
        late = [
            serving.connect().send(request("/public/late/", method="POST", body=body)),
            serving.connect().send(
                request("/public/late/", "Transfer-Encoding: chunked", method="POST", body=chunked)
            ),
        ]
        shop.wait_for(2, tries=22)
        shop.end(22)
        assert [client.response()[1:] for client in late] == [(b"/public/late/ 5000", False)] * 2
        assert [client.get().status for client in asking + late] == [200] * 22


def test_who_finds_too_many_waiting_is_told_so_at_once(serve: Serve, shop: Shop) -> None:
    with crowded(serve, shop, most_waiting=18) as (serving, asking):
        refused = serving.connect().get("/public/late/")
        assert (refused.status, refused.body, refused.is_last) == (503, b"busy", False)
        shop.end(20)
        assert {client.response().status for client in asking} == {200}


def test_who_has_waited_long_enough_is_told_so(serve: Serve, shop: Shop) -> None:
    with crowded(serve, shop, wait_seconds=0.2) as (_, asking):
        assert [client.response().status for client in asking[2:]] == [503] * 18
        shop.end(2)
        assert [client.response().status for client in asking[:2]] == [200, 200]


def test_who_has_gone_is_not_worked_for(serve: Serve, shop: Shop) -> None:
    with crowded(serve, shop) as (_, asking):
        for client in asking[2:]:
            client.close()
        shop.end(2)
        assert [client.response().status for client in asking[:2]] == [200, 200]
        assert len(shop.done) == 2


def test_a_stopping_worker_serves_those_who_wait(serve: Serve, shop: Shop) -> None:
    with crowded(serve, shop) as (serving, asking):
        serving.worker.cfg.set("graceful_timeout", 60)
        serving.stop()
        shop.end(20)
        assert {client.response().status for client in asking} == {200}
        serving.thread.join(60)
        assert not serving.thread.is_alive()

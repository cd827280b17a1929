"""The worker in this process, with an application of the test's own and short deadlines."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from selectors import DefaultSelector
from threading import Thread
from typing import Any, Final
from wsgiref.types import WSGIApplication

import pytest
from gunicorn.config import Config  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

from server import worker
from server.limits import Limits
from server.worker import Worker
from tests.server.client import Client
from tests.services.server import HOST

PATIENT: Final = Limits(linger_seconds=0.2)
SHORT: Final = replace(PATIENT, head_seconds=0.3, body_seconds=0.3, send_seconds=0.3)


class Serving:
    """A worker's loop in a thread; Gunicorn's master, signals and forks are left out."""

    def __init__(
        self,
        application: WSGIApplication,
        limits: Limits,
        settings: Any,
        kind: type[ThreadWorker] = Worker,
    ) -> None:
        self.listener = socket.create_server((HOST, 0), backlog=2048)
        self.address = self.listener.getsockname()
        cfg = Config()
        for name, value in {"threads": 2, "keepalive": 60, **settings}.items():
            cfg.set(name, value)
        limited = type("Limited", (kind,), {"limits": limits})
        self.worker = limited(0, 0, [self.listener], None, 120, cfg, Logger(cfg))
        self.worker.wsgi = application
        if kind is Worker:
            self.worker.wsgi = self.worker.admitting(application)
        self.worker.limit_of = lambda path: 2_000_000 if path.startswith("/large") else 10_000
        self.worker.is_parent_alive = lambda: True
        self.worker.tpool = self.worker.get_thread_pool()
        self.worker.poller = DefaultSelector()
        self.worker.method_queue.init()
        self.thread = Thread(target=self.worker.run)
        self.thread.start()
        self.clients: list[Client] = []

    def connect(self) -> Client:
        self.clients.append(Client(self.address))
        return self.clients[-1]

    def stop(self) -> None:
        self.worker.handle_exit(None, None)

    def __enter__(self) -> "Serving":
        return self

    def __exit__(self, *fault: object) -> None:
        self.worker.cfg.set("graceful_timeout", 0)
        self.stop()
        self.thread.join(60)
        self.worker.tmp.close()
        for client in self.clients:
            client.close()


Serve = Callable[..., Serving]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """``serve(application, limits, threads=1)`` starts a worker."""
    monkeypatch.setattr(worker, "TURN_SECONDS", 0.05)
    monkeypatch.setattr(worker, "STOP_KEEPALIVE_LINGER", 0.2)
    with ExitStack() as stack:
        yield lambda application, limits=PATIENT, **settings: stack.enter_context(
            Serving(application, limits, settings)
        )

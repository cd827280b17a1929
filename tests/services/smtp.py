"""A mail server on loopback, and one that only listens."""

import asyncio
import contextlib
import email
import email.policy
import logging
import socket
import ssl
import time
from collections.abc import Iterator
from email.message import EmailMessage
from threading import Thread
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.services.server import HOST, free_port

logging.getLogger("mail.log").setLevel(logging.WARNING)  # a line for each command, else


class MailServer:
    """Takes mail, in a thread of this process. ``messages`` is what it took, oldest first.

    ``refusal`` is its reply to each recipient in place of 250; ``pause`` the seconds it takes over
    each message. With ``login`` and ``certificate`` it asks for STARTTLS and then for that login.
    """

    def __init__(
        self,
        host: str = HOST,
        port: int | None = None,
        login: tuple[str, str] | None = None,
        certificate: tuple[str, str] | None = None,
    ) -> None:
        self.host, self.port = host, port or free_port()
        self.refusal, self.pause = "", 0.0
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        options: dict[str, Any] = {"hostname": host, "port": self.port}
        if login and certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*certificate)
            options |= {"tls_context": context, "require_starttls": True, "auth_required": True}
            options["authenticator"] = lambda *call: AuthResult(
                success=call[-1] == _login(login), handled=False
            )
        self._controller = Controller(self, **options)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._controller.stop()

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.pause)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append(message)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


def _login(login: tuple[str, str]) -> LoginPassword:
    return LoginPassword(login[0].encode(), login[1].encode())


@contextlib.contextmanager
def listener(drip: bytes = b"") -> Iterator[int]:
    """The port of a server that takes every connection and never replies.

    With ``drip`` it says that, again and again, a few times a second: never a whole line.
    """
    with socket.create_server((HOST, 0)) as server:
        Thread(target=_accept, args=(server, drip), daemon=True).start()
        yield server.getsockname()[1]


def _accept(server: socket.socket, drip: bytes) -> None:
    connections = []
    with contextlib.suppress(OSError):
        while True:
            connection, _ = server.accept()
            connections.append(connection)
            if drip:
                Thread(target=_drip, args=(connection, drip), daemon=True).start()


def _drip(connection: socket.socket, drip: bytes) -> None:
    with contextlib.suppress(OSError), connection:
        while True:
            connection.sendall(drip)
            time.sleep(0.2)

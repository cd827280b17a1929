"""SMTP backend with one total deadline.

Django's EMAIL_TIMEOUT limits each single wait. A server that sends one byte a second, or a name
that does not resolve, can take as long as it likes, while a visitor may be waiting.
"""

import socket
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Event, Thread
from typing import Any, Final

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

DEADLINE_SECONDS: Final = 30.0


class OutOfTime(OSError):
    """The server had not taken the message when its time was over."""


class BoundedBackend(EmailBackend):
    """Django's SMTP backend with a ``deadline`` in seconds for all that one call sends."""

    def __init__(self, *args: Any, deadline: float = DEADLINE_SECONDS, **options: Any) -> None:
        super().__init__(*args, **options)
        self.deadline = deadline
        # Longer than the deadline. Of equal length, either could end first, each with other words.
        self.timeout = min(self.timeout or 2 * deadline, 2 * deadline)
        self._over = Event()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Raises OutOfTime. What the server has not acknowledged by then is not sent later."""
        sent: Future[int] = Future()
        self._over.clear()
        Thread(target=self._send_all, args=(email_messages, sent), daemon=True).start()
        try:
            return sent.result(self.deadline)
        except TimeoutError as late:
            if sent.done():  # of its own accord, just now or by a wait inside it
                return sent.result()
            self._over.set()
            self._hang_up()
            words = f"{self.host}:{self.port} did not accept the mail within {self.deadline:g} s"
            raise OutOfTime(words) from late

    def _send_all(self, messages: Sequence[EmailMessage], sent: "Future[int]") -> None:
        try:
            sent.set_result(super().send_messages(messages))
        except BaseException as fault:
            sent.set_exception(fault)

    def _send(self, email_message: EmailMessage) -> bool:
        if self._over.is_set():
            return False
        return bool(super()._send(email_message))  # type: ignore[misc]  # Django's own hook

    def _hang_up(self) -> None:
        """Wake the thread that is still waiting for the server."""
        opened: Any = self.connection or vars(self).get("_partial_connection")
        with suppress(OSError, AttributeError):  # it was never opened, or is closed already
            opened.sock.shutdown(socket.SHUT_RDWR)

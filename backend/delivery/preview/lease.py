"""One change of a preview at a time. A later deploy takes the preview over from an earlier one.

The newest deploy is recorded as ``wanted``. The holder of the lease checks between two steps and
stops, so two deploys at once never leave a mix. A lease ends
after LEASE_SECONDS if its holder has died.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Final
from uuid import uuid4

from delivery.preview.lease_record import LeaseObject, LeaseRecord
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.waiting import Deadline

LEASE_SECONDS: Final = 60.0
RENEW_SECONDS: Final = 15.0
WAIT_SECONDS: Final = 1200.0
POLL_SECONDS: Final = 0.5


class TakenOver(DeliveryError):
    """A later change of the same preview goes on instead of this one."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Held by this process. ``yields`` to whoever comes later."""

    object: LeaseObject
    what: str
    yields: bool
    id: str = field(default_factory=lambda: str(uuid4()))

    def check(self) -> None:
        """Raises TakenOver when this is no longer the one that may go on."""
        record, _ = self.object.read()
        if record.holder != self.id or (self.yields and record.wanted != self.id):
            raise taken_over(self.what, record.what)

    def acquire(self, say: Say) -> None:
        """Wait for the holder to let go, and hold. Raises TakenOver when another came meanwhile."""
        deadline, waiting = Deadline(WAIT_SECONDS, POLL_SECONDS), False
        self.object.change(wanted=self.id, what=self.what)
        while True:
            record, etag = self.object.read()
            if record.wanted not in {self.id, ""}:
                raise taken_over(self.what, record.what)
            until = time.time() + LEASE_SECONDS
            if record.free and self.object.write(
                LeaseRecord(self.id, self.id, self.what, until), etag
            ):
                return
            if not waiting:
                say("Another change of this preview is at work; waiting until it lets go")
                waiting = True
            if not deadline.pause():
                raise DeliveryError(
                    f"Another change held this preview for {WAIT_SECONDS:.0f} s.", "Run it again."
                )

    def renew(self, over: Event) -> None:
        """Until it is over. What fails is tried again before the lease ends."""
        while not over.wait(RENEW_SECONDS):
            with suppress(DeliveryError):
                record, etag = self.object.read()
                if record.holder == self.id:
                    until = time.time() + LEASE_SECONDS
                    self.object.write(LeaseRecord(record.wanted, self.id, record.what, until), etag)

    def release(self) -> None:
        record, _ = self.object.read()
        if record.holder == self.id:
            self.object.change(holder="", until=0.0)


@contextmanager
def held(lease: Lease, say: Say) -> Iterator[Lease]:
    """Acquired, renewed in the background, and released at the end, however it comes."""
    lease.acquire(say)
    over = Event()
    renewal = Thread(target=lease.renew, args=(over,), daemon=True)
    renewal.start()
    try:
        yield lease
    finally:
        over.set()
        renewal.join()
        with suppress(DeliveryError):  # it ends by itself
            lease.release()


def taken_over(what: str, by: str) -> TakenOver:
    return TakenOver(
        f"{what} stopped, because {by or 'another change'} came later.",
        "Nothing is to be done: the later one goes on.",
    )

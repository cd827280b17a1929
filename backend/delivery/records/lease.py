"""One change of a thing at a time: of a preview, or of production's site.

A later change takes over from an earlier one that yields. The newest is recorded as ``wanted``.
The holder of the lease checks between two steps and stops, so two changes at once never leave a
mix. Whoever does not wait gives way to all others, and a patient change stops none. A lease ends
after LEASE_SECONDS if its holder has died.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from threading import Event, Thread
from typing import Final
from uuid import uuid4

from delivery.records.lease_record import LeaseObject, LeaseRecord
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.waiting import Deadline

LEASE_SECONDS: Final = 60.0
RENEW_SECONDS: Final = 15.0
WAIT_SECONDS: Final = 1200.0
POLL_SECONDS: Final = 0.5


class TakenOver(DeliveryError):
    """Another change of the same thing goes on instead of this one."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Held by this process. ``yields`` to whoever comes later.

    ``of`` is what is changed, in words. One that does not ``waits`` gives way to whoever is there.
    A ``patient`` one waits until nobody holds or waits, so it is never stopped and stops nobody.
    """

    object: LeaseObject
    what: str
    yields: bool
    of: str = "this preview"
    waits: bool = True
    patient: bool = False
    id: str = field(default_factory=lambda: str(uuid4()))

    def check(self) -> None:
        """Raises TakenOver when this is no longer the one that may go on."""
        record, _ = self.object.read()
        if record.holder != self.id or (self.yields and record.wanted != self.id):
            raise taken_over(self.what, record.what)

    def acquire(self, say: Say) -> None:
        """Wait for the holder to let go, and hold. Raises TakenOver when another came meanwhile."""
        if not self.waits:
            return self.take()
        if not self.patient:
            self.object.change(wanted=self.id, what=self.what, since=time.time())
        deadline, waiting = Deadline(WAIT_SECONDS, POLL_SECONDS), False
        while not self.has_taken():
            if not waiting:
                say(f"Another change of {self.of} is in progress; waiting until it ends")
                waiting = True
            if not deadline.pause():
                raise DeliveryError(
                    f"Another change of {self.of} did not end within {WAIT_SECONDS:.0f} s.",
                    "Run the command again.",
                )

    def has_taken(self) -> bool:
        """Hold, if nobody holds. Raises TakenOver when another came, unless it is patient."""
        if self.patient:
            with suppress(TakenOver):
                self.take()
                return True
            return False
        record, etag = self.object.read()
        if record.wanted not in {self.id, ""}:
            raise taken_over(self.what, record.what)
        return record.free and self.write(etag)

    def take(self) -> None:
        """Hold, if nobody holds or waits. Raises TakenOver where somebody does."""
        record, etag = self.object.read()
        waited_for = record.wanted and record.since > time.time() - WAIT_SECONDS
        if not record.free or waited_for or not self.write(etag):
            raise taken_over(self.what, record.what)

    def write(self, etag: str) -> bool:
        """Hold, unless somebody else wrote since."""
        until = time.time() + LEASE_SECONDS
        return self.object.write(LeaseRecord(self.id, self.id, self.what, until), etag)

    def renew(self, over: Event) -> None:
        """Until it is over. What fails is tried again before the lease ends."""
        while not over.wait(RENEW_SECONDS):
            with suppress(DeliveryError):
                record, etag = self.object.read()
                if record.holder == self.id:
                    until = time.time() + LEASE_SECONDS
                    self.object.write(replace(record, until=until), etag)

    def release(self) -> None:
        record, _ = self.object.read()
        if record.holder == self.id:
            wanted = "" if record.wanted == self.id else record.wanted
            self.object.change(holder="", wanted=wanted, until=0.0)


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
        "You need to do nothing: the later one continues.",
    )

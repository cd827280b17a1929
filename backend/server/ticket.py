"""One attempt to serve one request."""

from collections.abc import Hashable


class Ticket:
    """One try of one request. ``work`` is what it was admitted to, or is to wait for."""

    def __init__(self, *, may_wait: bool = True) -> None:
        self.work: Hashable = None
        self.is_admitted = self.is_postponed = False
        self.may_wait = may_wait

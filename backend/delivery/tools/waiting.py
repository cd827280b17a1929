"""Waiting with a deadline. No pause lasts longer than the deadline."""

import time
from typing import Final

PAUSE_SECONDS: Final = 0.5
GROWTH: Final = 1.5


class Deadline:
    """The end of a wait, ``within`` seconds from now.

    ::

        deadline = Deadline(60)
        while not ready():
            if not deadline.pause():
                raise DeliveryError(...)

    Pauses grow from ``pause`` to ``longest`` seconds. The last one ends at the deadline, so what is
    waited for is asked for once more then.
    """

    def __init__(
        self, within: float, pause: float = PAUSE_SECONDS, longest: float | None = None
    ) -> None:
        self.within, self.shortest = within, pause
        self.longest = pause if longest is None else max(pause, longest)
        self.restart()

    def restart(self) -> None:
        """Begin anew, for example after a sign of progress."""
        self.ends_at = time.monotonic() + self.within
        self.hurry()

    def hurry(self) -> None:
        """Make the next pause a short one again."""
        self.next_pause = self.shortest

    @property
    def left(self) -> float:
        """Seconds, at least 0."""
        return max(self.ends_at - time.monotonic(), 0.0)

    @property
    def is_over(self) -> bool:
        return self.left <= 0

    def pause(self) -> bool:
        """Sleep before the next try. False, without sleeping, when the time is over."""
        if self.is_over:
            return False
        time.sleep(min(self.next_pause, self.left))
        self.next_pause = min(self.next_pause * GROWTH, self.longest)
        return True

"""What every expected failure says: what happened, and the remedy."""

from typing import Final

# How messages name this program: what `make delivery` writes. It runs from the checkout's folder,
# without a virtual environment or PYTHONPATH.
PROGRAM: Final = "build/tools/bin/delivery"


class DeliveryError(Exception):
    """Something expected went wrong: what was being done and found, and what to type next."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(f"{message} {remedy}")

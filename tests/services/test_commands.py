import sys

import pytest

from tests.services.commands import complete
from tests.services.errors import ServiceError


def test_a_failure_shows_what_was_said() -> None:
    command = [sys.executable, "-c", "raise SystemExit('the disk is full')"]
    with pytest.raises(ServiceError, match=r"` failed:\nthe disk is full$"):
        complete(command, within=30)


def test_one_that_hangs_is_ended() -> None:
    with pytest.raises(ServiceError, match="` did not end within 0 s"):
        complete([sys.executable, "-c", "import signal; signal.pause()"], within=0.0001)

"""``make preview``: a whole preview on one machine until Ctrl-C, and nothing of it afterwards."""

import os
import re
import signal
import subprocess
import sys

import pytest

from delivery.tools import basic_auth
from tests import commands
from tests.delivery.fixtures import ROOT, Package
from tests.previews.operators import SECONDS
from tests.previews.visits import get

SITE = re.compile(
    r"^Site   (http://127\.0\.0\.1:\d+)\n       as preview with (\S+)\n"
    r"Admin  (http://127\.0\.0\.1:\d+/admin/)\n",
    re.M,
)


@pytest.mark.timeout(SECONDS)
def test_it_runs_until_it_is_interrupted_and_is_destroyed_then(package: Package) -> None:
    words = (sys.executable, "-m", "tests.standins.local_preview", "42", str(package.archive))
    running = subprocess.Popen(
        words,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(commands.BACKEND)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said = until(running, "It runs on 127.0.0.1 until Ctrl-C, which destroys it.")
        assert "Smoke: done" in said
        assert "Found endpoint" not in said, "what libraries say of themselves is not told"
        found = SITE.search(said)
        assert found, said
        opened = basic_auth.headers(found[2])
        assert [get(address, **opened)[0] for address in (found[1], found[3])] == [200, 200]
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does, to all that it started
        rest, _ = running.communicate(timeout=SECONDS)
        assert rest.rstrip().endswith("11 found, 0 left"), rest
        assert running.returncode == 0
    finally:
        running.terminate()
        running.wait(timeout=SECONDS)


def until(running: "subprocess.Popen[str]", last: str) -> str:
    """What it says up to that line."""
    assert running.stdout
    said = ""
    while last not in said:
        line = running.stdout.readline()
        assert line, said
        said += line
    return said

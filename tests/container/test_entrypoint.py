"""The entrypoint alone, where nothing can build an image too."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.container.builder import CONTAINER

MANAGE = """
import os, sys, time
print("bootstrap", *sys.argv[1:], flush=True)
time.sleep(float(os.environ.get("SECONDS", "0")))
sys.exit(int(os.environ.get("FAILS", "0")))
"""
PATIENCE = 300  # seconds for a moment's work, on any machine
GUNICORN = '#!/bin/sh\necho "serve $@, process $$"\n'


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A folder like the image's /app, whose programs say what they are asked."""
    (tmp_path / "manage.py").write_text(MANAGE)
    (tmp_path / "gunicorn").write_text(GUNICORN)
    (tmp_path / "gunicorn").chmod(0o755)
    return tmp_path


def enter(app: Path, *words: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [CONTAINER / "entrypoint.sh", *words],
        cwd=app,
        env={"PATH": f"{app}:{os.environ['PATH']}", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_server_is_prepared_and_then_takes_its_place(app: Path) -> None:
    entered = enter(app, "gunicorn", "core.wsgi:application", "--timeout", "120")
    said, _ = entered.communicate(timeout=PATIENCE)
    expected = f"serve core.wsgi:application --timeout 120, process {entered.pid}"
    assert said.splitlines() == ["bootstrap bootstrap", expected]


def test_other_commands_are_not_prepared(app: Path) -> None:
    entered = enter(app, "sh", "-c", 'echo "$0 $$"; exit 3', "a word with spaces")
    said, _ = entered.communicate(timeout=PATIENCE)
    assert (said, entered.returncode) == (f"a word with spaces {entered.pid}\n", 3)


def test_a_failed_bootstrap_is_the_end(app: Path) -> None:
    entered = enter(app, "gunicorn", FAILS="7")
    assert (entered.communicate(timeout=PATIENCE)[0], entered.returncode) == (
        "bootstrap bootstrap\n",
        7,
    )


def test_a_signal_ends_the_bootstrap(app: Path) -> None:
    entered = enter(app, "gunicorn", SECONDS="600")
    assert entered.stdout is not None
    assert entered.stdout.readline() == "bootstrap bootstrap\n"
    entered.send_signal(signal.SIGTERM)
    assert entered.communicate(timeout=PATIENCE)[0] == ""
    assert entered.returncode == 128 + signal.SIGTERM

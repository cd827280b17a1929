"""The change signal between processes of one machine."""

import subprocess
import sys
from pathlib import Path

import pytest

from web.change_signal import ChangeSignal

SEND = "from web.change_signal import ChangeSignal; ChangeSignal('one').send()"
BACKEND = Path(__file__).parents[2] / "backend"


@pytest.fixture(autouse=True)
def _own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def test_another_process_is_heard() -> None:
    signal = ChangeSignal("one")
    before = signal.mark()
    subprocess.run([sys.executable, "-c", SEND], check=True, cwd=BACKEND, timeout=30)
    assert signal.mark() != before
    assert signal.mark() == signal.mark()


def test_rings_close_together_are_all_heard() -> None:
    signal = ChangeSignal("one")
    marks = set()
    for _ in range(100):
        signal.send()
        marks.add(signal.mark())
    assert len(marks) == 100


def test_sites_on_different_databases_do_not_ring_each_other() -> None:
    other = ChangeSignal("two")
    before = other.mark()
    ChangeSignal("one").send()
    assert other.mark() == before


def test_a_directory_that_cannot_be_written_is_logged_not_raised(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    signal = ChangeSignal("one")
    signal.send()
    assert signal.mark() == 0
    assert "notice this change late" in caplog.text

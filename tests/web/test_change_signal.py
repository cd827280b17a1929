"""The change signal between processes of one machine."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from web.change_signal import SIZE, ChangeSignal

SEND = "from web.change_signal import ChangeSignal; ChangeSignal('one').send()"
BACKEND = Path(__file__).parents[2] / "backend"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def file_in(folder: Path) -> Path:
    return folder / f"innovate-to-grow-{os.getuid()}-signals"


def test_another_process_is_heard() -> None:
    signal = ChangeSignal("one")
    before = signal.mark()
    subprocess.run([sys.executable, "-c", SEND], check=True, cwd=BACKEND, timeout=30)
    assert signal.mark() != before
    assert signal.mark() == signal.mark()


def test_signals_close_together_are_all_heard() -> None:
    signal = ChangeSignal("one")
    marks = set()
    for _ in range(100):
        signal.send()
        marks.add(signal.mark())
    assert len(marks) == 100


def test_sites_on_different_databases_do_not_hear_each_other() -> None:
    other = ChangeSignal("two")
    before = other.mark()
    ChangeSignal("one").send()
    assert other.mark() == before


def test_there_is_one_file_which_only_its_user_reads_and_which_takes_little_space(
    folder: Path,
) -> None:
    for identity in ("one", "two", "three"):
        ChangeSignal(identity).send()
    assert list(folder.iterdir()) == [file_in(folder)]
    found = file_in(folder).stat()
    assert found.st_mode & 0o777 == 0o600
    assert found.st_size == SIZE
    assert found.st_blocks * 512 < SIZE


def test_a_signal_is_noticed_without_a_system_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request looks at two signals, and a `stat` each was 4 % of a cached page."""
    signal = ChangeSignal("one")
    signal.send()
    for name in ("stat", "fstat", "open", "read", "pread", "lseek"):
        monkeypatch.setattr(os, name, None)
    assert signal.mark()


def alone(caplog: pytest.LogCaptureFixture) -> None:
    """It is heard in this process, and the log says that others are not."""
    signal = ChangeSignal("one")
    assert "Other processes notice changes late" in caplog.text
    before = signal.mark()
    signal.send()
    assert signal.mark() != before


def test_a_folder_that_cannot_be_written_is_logged_not_raised(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    alone(caplog)


def test_a_link_that_somebody_put_in_its_place_is_not_followed(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    target = folder / "target"
    target.write_text("precious")
    file_in(folder).symlink_to(target)
    alone(caplog)
    assert target.read_text() == "precious"


def test_a_file_of_another_user_is_not_used(
    monkeypatch: pytest.MonkeyPatch, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """That user could make it shorter, which would end this process."""
    file_in(folder).write_bytes(b"")
    monkeypatch.setattr(os, "fstat", lambda file: os.stat_result([0] * 4 + [-1] * 6))
    alone(caplog)


def test_a_full_disk_is_logged_not_raised(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*words: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    signal = ChangeSignal("one")
    monkeypatch.setattr(os, "pwrite", full)
    signal.send()
    assert "notice this change late: [Errno 28]" in caplog.text

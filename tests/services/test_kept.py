"""A kept folder is made once, whole, and goes when nobody needs it."""

import multiprocessing
import os
import subprocess
import sys
from multiprocessing.synchronize import Event as EventType
from pathlib import Path

import pytest

from tests.services import kept
from tests.services.kept import UNFINISHED, fingerprint

ROOT = Path(__file__).parents[2]
SPAWN = multiprocessing.get_context("spawn")
LONG = 60


def fill(folder: Path) -> None:
    (folder / "made").write_text(str(os.getpid()))


def never(folder: Path) -> None:
    pytest.fail("It is made a second time.")


def names(shelf: Path) -> set[str]:
    return {path.name for path in shelf.iterdir() if path.is_dir()}


def test_it_is_made_once(tmp_path: Path) -> None:
    with kept.kept("thing", "a", fill, tmp_path) as folder:
        assert (folder / "made").read_text() == str(os.getpid())
    with kept.kept("thing", "a", never, tmp_path) as again:
        assert again == folder


def take_slowly(place: Path, making: EventType, go_on: EventType) -> None:
    def slow(folder: Path) -> None:
        making.set()
        assert go_on.wait(LONG)
        fill(folder)

    with kept.kept("thing", "a", slow, place):
        pass


TAKE = """
import sys
from pathlib import Path
from tests.services import kept
from tests.services.test_kept import never
print("asks", flush=True)
with kept.kept("thing", "a", never, Path(sys.argv[1])) as folder:
    print((folder / "made").read_text())
"""


def test_a_second_run_waits_for_the_first_and_makes_nothing(tmp_path: Path) -> None:
    making, go_on = SPAWN.Event(), SPAWN.Event()
    first = SPAWN.Process(target=take_slowly, args=(tmp_path, making, go_on))
    first.start()
    assert making.wait(LONG)
    with subprocess.Popen(
        [sys.executable, "-c", TAKE, tmp_path], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as second:
        assert second.stdout is not None
        assert second.stdout.readline() == "asks\n"
        go_on.set()
        first.join(LONG)
        said, _ = second.communicate(timeout=LONG)
    assert (second.returncode, said) == (0, f"{first.pid}\n")


def test_what_a_killed_run_left_is_not_taken_for_complete(tmp_path: Path) -> None:
    making, go_on = SPAWN.Event(), SPAWN.Event()
    killed = SPAWN.Process(target=take_slowly, args=(tmp_path, making, go_on))
    killed.start()
    assert making.wait(LONG)
    killed.kill()
    killed.join(LONG)
    (left,) = names(tmp_path / "thing")
    assert left.startswith(UNFINISHED)
    with kept.kept("thing", "a", fill, tmp_path) as folder:
        assert (folder / "made").read_text() == str(os.getpid())
    assert names(tmp_path / "thing") == {"a"}


def fail(folder: Path) -> None:
    (folder / "half").touch()
    raise ValueError("no")


def test_what_fails_is_tried_again_by_the_next(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no"), kept.kept("thing", "a", fail, tmp_path):
        pass
    assert names(tmp_path / "thing") == set()
    with kept.kept("thing", "a", fill, tmp_path) as folder:
        assert [path.name for path in folder.iterdir()] == ["made"]


def age(folder: Path, seconds: int) -> None:
    os.utime(folder, (seconds, seconds))


def test_the_oldest_are_removed_except_one_that_is_in_use(tmp_path: Path) -> None:
    with kept.kept("thing", "used", fill, tmp_path) as used:
        for seconds, key in enumerate(("old", "b", "c"), start=10):
            with kept.kept("thing", key, fill, tmp_path) as folder:
                pass
            age(folder, seconds)
        age(used, 1)
        with kept.kept("thing", "new", fill, tmp_path):
            pass
        assert names(tmp_path / "thing") == {"used", "b", "c", "new"}
    with kept.kept("thing", "new", never, tmp_path):
        pass
    assert names(tmp_path / "thing") == {"b", "c", "new"}
    assert not (tmp_path / "thing" / "old.lock").exists()


def test_the_fingerprint_is_of_names_contents_and_facts(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    first = fingerprint(tmp_path, [one, two], "3.11")
    assert fingerprint(tmp_path, [two, one], "3.11") == first
    assert fingerprint(tmp_path, [one, two], "3.12") != first
    assert fingerprint(tmp_path, [one], "3.11") != first
    two.write_text("1")
    changed = fingerprint(tmp_path, [one, two], "3.11")
    two.rename(tmp_path / "three")
    assert len({first, changed, fingerprint(tmp_path, [one, tmp_path / "three"], "3.11")}) == 3

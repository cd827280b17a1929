"""Folders that are expensive to make, kept in build/kept until what they are made from changes."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
KEPT: Final = ROOT / "build" / "kept"
UNUSED_FOLDERS: Final = 2  # kept besides the one in use: two branches take turns on a laptop
UNFINISHED: Final = "unfinished-"


def fingerprint(root: Path, files: Iterable[Path], *facts: str) -> str:
    """One hash of the files' names below ``root``, of their contents, and of other facts."""
    digest = hashlib.sha256("\0".join(facts).encode())
    for path in sorted(files):
        digest.update(f"\0{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:24]


@contextmanager
def kept(name: str, key: str, make: Callable[[Path], None], place: Path = KEPT) -> Iterator[Path]:
    """The folder that ``make(folder)`` once filled for this key. Do not write into it.

    The first to ask makes it under a temporary name and renames it when it is complete; others
    wait. So an interrupted run leaves nothing that looks complete. Folders of the same name for
    other keys are removed when no process uses them, except the last few.
    """
    shelf = place / name
    shelf.mkdir(parents=True, exist_ok=True)
    folder = shelf / key
    with ExitStack() as held:
        with (shelf / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            use = held.enter_context((shelf / f"{key}.lock").open("w"))
            fcntl.flock(use, fcntl.LOCK_SH)
            if not folder.exists():
                remove_unfinished(shelf)
                make_complete(folder, make)
            os.utime(folder)
            remove_old(shelf, folder)
        yield folder


def make_complete(folder: Path, make: Callable[[Path], None]) -> None:
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
    try:
        make(unfinished)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def remove_unfinished(shelf: Path) -> None:
    for left in shelf.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)


def remove_old(shelf: Path, current: Path) -> None:
    others = [path for path in shelf.iterdir() if path.is_dir() and path != current]
    others.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in others[UNUSED_FOLDERS:]:
        lock = old.with_name(f"{old.name}.lock")
        with suppress(BlockingIOError), lock.open("w") as use:
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove(old)
            lock.unlink()


def remove(folder: Path) -> None:
    """Rename first, so that a folder which is half removed does not look complete."""
    going = folder.with_name(f"{UNFINISHED}{folder.name}")
    folder.rename(going)
    shutil.rmtree(going, ignore_errors=True)

"""Zips: read what one holds, write one that is the same bytes whenever the files are the same."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier date
READABLE_FILE: Final = 0o100644 << 16  # Lambda runs as a user that owns nothing of it
UNIX: Final = 3
LEVEL: Final = 6  # 9 makes the package half a percent smaller in three times the time


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One file of a zip; sizes in bytes, ``packed`` as it lies in the zip."""

    name: str
    size: int
    packed: int


def files_below(folder: Path) -> set[str]:
    """Names of all files below, relative, with forward slashes."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def zip_folder(folder: Path, finished: Path) -> None:
    """Zip all files below a folder, whose own name is not in it."""
    finished.unlink(missing_ok=True)
    write(finished, files_below(folder), lambda name: (folder / name).read_bytes())


def unzip(archive: Path, folder: Path) -> Path:
    """The folder, with the files of the zip in it."""
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder)
    return folder


def write(finished: Path, names: set[str], read: Callable[[str], bytes]) -> None:
    """Add files to a zip, which is made if it is missing. Names sorted, dates and modes fixed."""
    with zipfile.ZipFile(finished, "a") as zipped:
        for name in sorted(names):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = UNIX
            entry.external_attr = READABLE_FILE
            zipped.writestr(entry, read(name), compresslevel=LEVEL)


def entries(archive: Path) -> list[ZipEntry]:
    with zipfile.ZipFile(archive) as zipped:
        return [ZipEntry(i.filename, i.file_size, i.compress_size) for i in zipped.infolist()]

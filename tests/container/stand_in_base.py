"""A stand-in for the base image where no registry of images responds: Debian 12 with this CPython.

It is what python:3.11-slim-bookworm is made of, short of the compile flags of its Python.
"""

import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Final

NAME: Final = "localhost/stand-in-for-python:3.11-slim-bookworm"
# What CPython's standard library links to.
LIBRARIES: Final = (
    *("ca-certificates", "tzdata", "libbz2-1.0", "libexpat1", "libffi8", "libgdbm6", "liblzma5"),
    *("libncursesw6", "libreadline8", "libsqlite3-0", "libssl3", "libuuid1", "zlib1g"),
)
PREFIX: Final = Path(sys.base_prefix)
PYTHON: Final = f"python{sys.version_info.major}.{sys.version_info.minor}"
KEPT_PACKAGES: Final = ("pip", "setuptools")
KEPT_PROGRAMS: Final = ("python", "pip")
SECONDS: Final = 300


def archive(file: Path) -> None:
    """Write the file system of the base to a tar."""
    subprocess.run(
        [
            *("mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(LIBRARIES)}"),
            *("bookworm", file),
        ],
        check=True,
        timeout=SECONDS,
    )
    with tarfile.open(file, "a") as tar:
        for path in (*(PREFIX / "bin").iterdir(), *(PREFIX / "lib").iterdir()):
            tar.add(path, f"usr/local/{path.relative_to(PREFIX)}", filter=wanted)
        link(tar, "usr/local/bin/python", PYTHON)
        for library in (PREFIX / "lib").glob("libpython*.so*"):
            link(tar, f"usr/lib/{library.name}", f"/usr/local/lib/{library.name}")


def wanted(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Without tests and the packages that happen to be installed beside this Python."""
    words = Path(entry.name).parts
    if "__pycache__" in words or words[4:5] == ("test",) or entry.name == "usr/local/bin/python":
        return None
    installed = "site-packages" in words and words[words.index("site-packages") + 1 :]
    if installed and not installed[0].startswith(KEPT_PACKAGES):
        return None
    if words[2] == "bin" and not words[3].startswith(KEPT_PROGRAMS):
        return None
    return entry


def link(tar: tarfile.TarFile, name: str, target: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = tarfile.SYMTYPE, target
    tar.addfile(entry)

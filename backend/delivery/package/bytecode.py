"""The bytecode of a part of the package as one file, which ``function/bytecode.py`` reads.

The file is the magic number of this Python, then eight bytes with the place of its index, then the
modules' code one after another, then the index: a dictionary of each module's name, its source and
where its code begins and ends. Code and index are as `marshal` writes them.
"""

import importlib.util
import marshal
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Final

from delivery.package.contents import source_of

FOLDER: Final = "bytecode"
HEADER: Final = 16  # bytes of a .pyc before its code: https://peps.python.org/pep-0552/
START: Final = 12  # bytes of our file before the code
# What Lambda imports before the function can look into the file.
IMPORTED_BEFORE: Final = "function/"


def is_bytecode(name: str) -> bool:
    return name.endswith(".pyc")


def stays_a_file(name: str) -> bool:
    """Whether this file of the package stays as it is, beside the file that is written here."""
    return not is_bytecode(name) or name.startswith(IMPORTED_BEFORE)


def combine(names: Iterable[str], read: Callable[[str], bytes]) -> bytes:
    """The file. ``names`` are all files of the part, and ``read`` returns the content of one.

    A module that has a native library of its name is not in it, because Python prefers the library.
    """
    names = sorted(names)
    native = {module_name(path) for path in map(PurePosixPath, names) if path.suffix == ".so"}
    code = bytearray()
    index: dict[str, tuple[str, int, int]] = {}
    for name in filter(is_bytecode, names):
        source = source_of(PurePosixPath(name))
        if (module := module_name(source)) in native:
            continue
        start = START + len(code)
        code += read(name)[HEADER:]
        index[module] = (source.as_posix(), start, START + len(code))
    place = (START + len(code)).to_bytes(START - len(importlib.util.MAGIC_NUMBER), "big")
    return importlib.util.MAGIC_NUMBER + place + bytes(code) + marshal.dumps(index)


def module_name(path: PurePosixPath) -> str:
    """``wagtail.models`` of ``wagtail/models/__init__.py``, ``PIL._avif`` of a native library."""
    *folders, last = path.parts
    stem = last.partition(".")[0]
    return ".".join(folders if stem == "__init__" else [*folders, stem])

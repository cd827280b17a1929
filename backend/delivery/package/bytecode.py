"""The bytecode of a part of the package as one file, which ``function/bytecode.py`` reads.

The file is the magic number of this Python, then eight bytes with the place of its index, then the
modules' code one after another, then the index: a dictionary of each module's name, its source and
where its code begins and ends. Code and index are as `marshal` writes them.
"""

import marshal
from collections.abc import Callable, Iterable
from importlib.util import MAGIC_NUMBER
from pathlib import PurePosixPath
from typing import Final

from delivery.package.contents import source_of
from delivery.tools.errors import DeliveryError

SUFFIX: Final = ".bytecode"
HEADER: Final = 16  # bytes of a .pyc before its code: https://peps.python.org/pep-0552/
START: Final = 12  # bytes of our file before the code
# The same bytes whichever texts Python shares: https://docs.python.org/3.11/library/marshal.html
WITHOUT_REFERENCES: Final = 2
# What Lambda imports before the function can look into the file.
IMPORTED_BEFORE: Final = "function/"


def combine(names: Iterable[str], read: Callable[[str], bytes]) -> tuple[bytes, set[str]]:
    """The file, and the names of what is in it and no longer needed beside it.

    ``names`` are all files of the part, and ``read`` returns the content of one. A module that has
    a native library of its name is not in the file, because Python prefers the library. Raises
    DeliveryError for bytecode of another Python, and for two modules of one name.
    """
    names = sorted(names)
    native = {module_name(path) for path in map(PurePosixPath, names) if path.suffix == ".so"}
    code = bytearray()
    index: dict[str, tuple[str, int, int]] = {}
    combined: set[str] = set()
    for name in names:
        source = source_of(PurePosixPath(name))
        module = module_name(source)
        if not name.endswith(".pyc") or module in native:
            continue
        content = read(name)
        if content[: len(MAGIC_NUMBER)] != MAGIC_NUMBER or module in index:
            raise DeliveryError(
                f"{name} is bytecode of another Python, or a second module {module}.",
                "List it in delivery/package/contents.py, as a file that Lambda does not need.",
            )
        start = START + len(code)
        code += content[HEADER:]
        index[module] = (source.as_posix(), start, START + len(code))
        if not name.startswith(IMPORTED_BEFORE):
            combined.add(name)
    place = (START + len(code)).to_bytes(START - len(MAGIC_NUMBER), "big")
    file = MAGIC_NUMBER + place + bytes(code) + marshal.dumps(index, WITHOUT_REFERENCES)
    return file, combined


def module_name(path: PurePosixPath) -> str:
    """``wagtail.models`` of ``wagtail/models/__init__.py``, ``PIL._avif`` of a native library."""
    *folders, last = path.parts
    stem = last.partition(".")[0]
    return ".".join(folders if stem == "__init__" else [*folders, stem])

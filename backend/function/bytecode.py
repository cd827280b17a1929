"""Import the package's modules from two files with their bytecode, instead of from thousands.

Python looks for a module in each folder of ``sys.path``, then opens and reads its file. For the
1,300 modules of a start this is an eighth of the CPU time. ``delivery/package/bytecode.py`` writes
the files and says what is in them. Where there are none, as in a checkout, nothing changes.
"""

import marshal
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import MAGIC_NUMBER, spec_from_file_location
from mmap import ACCESS_READ, mmap
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

TASK: Final = Path(__file__).parents[1]  # /var/task, where Lambda unpacks the package
FILES: Final = "*.bytecode"
PACKAGE: Final = "/__init__.py"


class Loader(SourceFileLoader):
    """Run a module's bytecode. The source, for tracebacks, is read from its own file.

    The code names its source below /var/task, wherever the package is unpacked.
    """

    def __init__(self, name: str, path: str, bytecode: memoryview) -> None:
        super().__init__(name, path)
        self.bytecode = bytecode

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = marshal.loads(self.bytecode)  # noqa: S302 - as Python reads a .pyc
        return code


class Finder:
    """Find the modules of one file. ``task`` is the folder that their sources are in."""

    def __init__(self, file: Path, task: Path) -> None:
        with file.open("rb") as opened:
            self.content = memoryview(mmap(opened.fileno(), 0, access=ACCESS_READ))
        self.prefix = f"{task}/"
        self.places: dict[str, tuple[str, int, int]] = {}
        if self.content[:4] == MAGIC_NUMBER:  # otherwise it is another Python's bytecode
            index = self.content[int.from_bytes(self.content[4:12], "big") :]
            self.places = marshal.loads(index)  # noqa: S302

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        place = self.places.get(name)
        if place is None:
            return None
        source, start, end = place
        location = self.prefix + source
        folders = [location.removesuffix(PACKAGE)] if source.endswith(PACKAGE) else None
        loader = Loader(name, location, self.content[start:end])
        return spec_from_file_location(
            name, location, loader=loader, submodule_search_locations=folders
        )


def install(task: Path = TASK) -> None:
    """Look into the files of ``task`` before the folders of ``sys.path``."""
    finders = [Finder(file, task) for file in sorted(task.glob(FILES))]
    place = sys.meta_path.index(PathFinder)
    sys.meta_path[place:place] = finders

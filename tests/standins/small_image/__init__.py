"""A backend that starts at once: it serves what smoke requests, and does as `says.json` tells it.

Its database is a file: see users.py.
"""

import json
import shutil
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def make(folder: Path, **says: Any) -> Path:
    """The folder of an image's code. ``says``: ``health``, a body; ``dies``, last words;
    ``schema``, migrations; ``faults``, why its code does not run on another schema; ``findings``,
    of its proof.
    """
    folder.mkdir()
    for name in ("manage.py", "serve.py", "users.py"):
        shutil.copy(HERE / name, folder)
    (folder / "says.json").write_text(json.dumps(says))
    return folder

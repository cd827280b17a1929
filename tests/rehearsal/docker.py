"""`docker load` and `docker run` for images made here, which are folders of code.

As `python -m tests.rehearsal.docker WORD...`; a script on PATH calls it.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.rehearsal.actions import world


def load(archive: Path) -> int:
    """Store the image under its tag."""
    image = json.loads(archive.read_text())
    for tag in image["tags"].split():
        file(tag).parent.mkdir(parents=True, exist_ok=True)
        file(tag).write_text(image["folder"])
    return 0


def file(tag: str) -> Path:
    return world() / "docker" / tag.replace("/", "_")


def run(given: Sequence[str], image: str, command: Sequence[str]) -> int:
    """Run the command in the image's folder, with only the given variables."""
    pairs = [one.partition("=") for one in given]
    variables = {
        name: value if equals else os.environ.get(name, "") for name, equals, value in pairs
    }
    kept = {"PATH": f"{Path(sys.executable).parent}:{os.defpath}"}
    return subprocess.call([*command], cwd=file(image).read_text(), env={**kept, **variables})


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser("docker")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("load").add_argument("--input", type=Path, required=True)
    runs = verbs.add_parser("run")
    runs.add_argument("--rm", action="store_true")
    runs.add_argument("--network")
    runs.add_argument("--env", action="append", default=[])
    runs.add_argument("image")
    runs.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args(words)
    if given.verb == "load":
        return load(given.input)
    return run(given.env, given.image, given.command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

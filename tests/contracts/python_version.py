"""`python -m tests.contracts.python_version 3.13`: write that version into every file that has it.

`.python-version` is the one line that decides. Commands and workflows read it. What cannot read a
file has the same version and is checked against it.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SOURCE: Final = ".python-version"
NEXT: Final = "3.13"  # which CI tries
# Files that cannot read the version, and how they write it.
WRITTEN: Final = {
    "README.md": (r"Python (3\.\d+)",),
    "CONTRIBUTING.md": (r"Python (3\.\d+)",),
    "container/Dockerfile": (r"python:(3\.\d+)-slim",),
    "zappa_settings.json": (r'"python(3\.\d+)"',),
}
# Where else another place may say it: what AWS or the guide has, and history.
ELSEWHERE: Final = (
    *("docs/decisions/", "docs/guide.md", "CHANGELOG.md", "tests/", "pyproject.toml"),
    *("requirements", "frontend/package-lock.json", ".github/workflows/ci.yml"),
)
MENTION: Final = re.compile(r"\b[Pp]ython(?:-version)?[ :]{0,2}[\"']?(3\.\d+)|\b(?:cp|py)(3\d\d)\b")


def version(root: Path = ROOT) -> str:
    return (root / SOURCE).read_text().strip()


def write(wanted: str, root: Path = ROOT) -> None:
    (root / SOURCE).write_text(f"{wanted}\n")
    for name, patterns in WRITTEN.items():
        path = root / name
        text = path.read_text()
        for pattern in patterns:
            text = re.sub(pattern, lambda found: found[0].replace(found[1], wanted), text)
        path.write_text(text)


def faults(root: Path, files: list[str]) -> Iterator[str]:
    """Files with another version, and files that say one and could read it."""
    wanted = version(root)
    for name in files:
        if name.startswith(ELSEWHERE):
            continue
        found = {one[1] or one[2] for one in MENTION.finditer(readable(root / name))}
        if name in WRITTEN and found - {wanted}:
            remedy = f"run `make python-version VERSION={wanted}`."
            yield f"{name} has Python {min(found - {wanted})}: {remedy}"
        if name not in WRITTEN and found:
            yield f"{name} has Python {min(found)}, which {SOURCE} decides: read it there."


def readable(path: Path) -> str:
    """Nothing of a picture."""
    try:
        return path.read_text()
    except (UnicodeDecodeError, OSError):
        return ""


if __name__ == "__main__":
    (asked,) = sys.argv[1:] or [version()]
    if not re.fullmatch(r"3\.\d+", asked):
        sys.exit("Say which, as in: make python-version VERSION=3.13")
    write(asked)

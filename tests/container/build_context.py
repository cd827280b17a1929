"""What the image is made of, so that a kept one is used only while none of it changed."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from tests.services.kept import fingerprint

DOCKERFILE: Final = "container/Dockerfile"


def key(root: Path, *facts: str) -> str:
    """One hash of the files that the builder is given, of their permissions, and of other facts."""
    files = list(context(root))
    modes = sorted(f"{path.relative_to(root)} {path.stat().st_mode:o}" for path in files)
    return fingerprint(root, files, *modes, *facts)


def context(root: Path) -> Iterator[Path]:
    """The files that Dockerfile.dockerignore lets the builder see."""
    lines = (root / f"{DOCKERFILE}.dockerignore").read_text().split()
    left_out = [line for line in lines if line[0] not in "*!" or line.startswith("**/")]
    for name in (line[1:] for line in lines if line.startswith("!")):
        place = root / name
        for path in place.rglob("*") if place.is_dir() else [place]:
            words = path.relative_to(root).parts
            above = ["/".join(words[:count]) for count in range(1, len(words) + 1)]
            if path.is_file() and not any(leaves_out(it, one) for it in left_out for one in above):
                yield path


def leaves_out(pattern: str, path: str) -> bool:
    """``**/`` stands for any folders, or for none; ``*`` crosses no folder in these patterns.

    https://docs.docker.com/build/concepts/context/#dockerignore-files
    """
    return fnmatch(path, pattern) or fnmatch(path, pattern.removeprefix("**/"))

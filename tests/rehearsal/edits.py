"""What the team changes in the files of a commit."""

from collections.abc import Callable
from pathlib import Path

from tests import failing_migration


def fail_at_migration(root: Path) -> None:
    failing_migration.add(root / "backend")


def remove_failing_migration(root: Path) -> None:
    (root / "backend" / failing_migration.FILE).unlink()


def add(name: str) -> Callable[[Path], object]:
    """Add a file that changes nothing."""

    def edit(root: Path) -> None:
        (root / "docs" / name).write_text(f"{name}\n")

    return edit

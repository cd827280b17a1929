"""A kept image is used only while nothing that it is made of changes."""

from pathlib import Path

import pytest

from tests.container import build_context
from tests.container.builder import ROOT

IGNORED = (ROOT / f"{build_context.DOCKERFILE}.dockerignore").read_text()
TAKEN = ("requirements.txt", "container/Dockerfile", "backend/core/wsgi.py", "backend/api/static/a")
LEFT_OUT = (
    *(
        "README.md",
        "frontend/index.html",
        "backend/delivery/cli.py",
        "backend/reviewing/apps.py",
        "backend/sample/apps.py",
        "backend/static/a",
    ),
    *("backend/db.sqlite3-wal", "backend/core/__pycache__/wsgi.pyc", "backend/static.lock"),
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in (*TAKEN, *LEFT_OUT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    (tmp_path / f"{build_context.DOCKERFILE}.dockerignore").write_text(IGNORED)
    return tmp_path


@pytest.mark.parametrize("name", TAKEN)
def test_a_change_of_what_the_builder_is_given_makes_another(checkout: Path, name: str) -> None:
    keys = {build_context.key(checkout)}
    (checkout / name).write_text("after")
    keys.add(build_context.key(checkout))
    (checkout / name).chmod(0o755)
    keys.add(build_context.key(checkout))
    (checkout / name).unlink()
    keys.add(build_context.key(checkout))
    assert len(keys) == 4


@pytest.mark.parametrize("name", LEFT_OUT)
def test_a_change_of_anything_else_does_not(checkout: Path, name: str) -> None:
    before = build_context.key(checkout)
    (checkout / name).write_text("after")
    assert build_context.key(checkout) == before


def test_another_base_makes_another(checkout: Path) -> None:
    assert build_context.key(checkout, "base 1") != build_context.key(checkout, "base 2")

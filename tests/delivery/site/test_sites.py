"""A kept site is of these sources and of no others."""

from pathlib import Path

import pytest

from tests.delivery import sites

API = "https://api.innovatetogrow.test/api"


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    for name in ("package-lock.json", "src/app.ts", "tests/app.test.ts", "node_modules/it.js"):
        path = tmp_path / "frontend" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("one")
    return tmp_path / "frontend"


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("src/app.ts", True),
        ("src/new.ts", True),
        ("package-lock.json", True),
        (".env", True),
        ("tests/app.test.ts", False),
        ("node_modules/it.js", False),
        ("dist/index.html", False),
    ],
)
def test_it_is_built_again_when_a_source_changes(frontend: Path, changed: str, again: bool) -> None:
    before = sites.key(API, frontend)
    (frontend / changed).parent.mkdir(exist_ok=True)
    (frontend / changed).write_text("two")
    assert (sites.key(API, frontend) != before) == again


def test_another_api_or_variable_needs_another(
    frontend: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sites.key(API, frontend)
    other = sites.key("/api", frontend)
    monkeypatch.setenv("VITE_BACKEND_URL", "http://127.0.0.1:8001")
    assert len({before, other, sites.key(API, frontend)}) == 3

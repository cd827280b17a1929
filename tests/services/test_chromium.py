import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.services import bundled_chromium, chromium
from tests.services.chromium import ARGUMENTS, Chromium, find_chromium, sandbox_allowed
from tests.services.errors import ServiceError
from tests.services.installation import NODE_MODULES

PAGE = "<title>Innovate to Grow</title><h1 style='display: inline'>Projects</h1>"
BUNDLED = pytest.mark.skipif(
    not bundled_chromium.supported(), reason="npm delivers Chromium for Linux on x64 alone"
)


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any Chromium; returns the only directory on PATH."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "playwright"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "ON_MACOS", tmp_path / "Google Chrome")
    monkeypatch.setattr(chromium, "NODE_MODULES", tmp_path)
    monkeypatch.setattr(chromium, "sandbox_allowed", lambda: False)
    return tmp_path


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o755)
    return path


def heading_width(browser: Chromium) -> float:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**browser.launch_options)
        page: Page = launched.new_page()
        page.set_content(PAGE)
        assert page.title() == "Innovate to Grow"
        box = page.get_by_role("heading", name="Projects").bounding_box()
        launched.close()
    assert box is not None
    return box["width"]


def test_the_one_that_is_found_renders_a_page(chromium: Chromium) -> None:
    assert heading_width(chromium) > 50


@BUNDLED
def test_the_bundled_one_renders_a_page_in_its_own_font() -> None:
    bundled = Chromium(bundled_chromium.executable(NODE_MODULES), sandbox_allowed())
    assert heading_width(bundled) > 50


def test_is_sandboxed_unless_root(chromium: Chromium) -> None:
    if os.geteuid() == 0:
        assert not chromium.sandbox
    assert "--no-sandbox" not in ARGUMENTS


def test_can_be_found_while_playwright_is_in_use() -> None:
    with sync_playwright():
        assert find_chromium().executable.exists()


def test_the_variable_comes_first(nothing_installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(nothing_installed / "chromium")
    named = executable(nothing_installed / "mine/chrome")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert find_chromium().executable == named


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chrome")
    with pytest.raises(ServiceError, match="CHROMIUM is /nowhere/chrome, which is not"):
        find_chromium()


def test_playwrights_own_comes_before_the_systems(nothing_installed: Path) -> None:
    executable(nothing_installed / "chromium")
    with sync_playwright() as playwright:
        playwrights = executable(Path(playwright.chromium.executable_path))
    assert find_chromium().executable == playwrights


def test_the_systems_comes_before_npms(nothing_installed: Path) -> None:
    npms = executable(bundled_chromium.executable(nothing_installed))
    assert find_chromium().executable == npms
    systems = executable(nothing_installed / "chromium")
    assert find_chromium().executable == systems


def test_none_is_one_sentence_with_the_remedy(nothing_installed: Path) -> None:
    remedy = r"run `\.venv/bin/python -m tests\.services`, or name one in CHROMIUM\.$"
    with pytest.raises(ServiceError, match=f"^No Chromium is installed: {remedy}"):
        find_chromium()

"""What the soak counts as a page of one edition, and how it sets a clock."""

import json
import platform
from datetime import timedelta
from pathlib import Path

import pytest

from tests.soak.changes import Clock, is_whole


@pytest.mark.parametrize(
    ("title", "text", "whole"),
    [
        ("Home", "<p>Welcome</p>", True),
        ("Edition 7", "<p>Edition 7</p>", True),
        ("Edition 7", "<p>Edition 6</p>", False),
        ("Edition 7", "<p>Edition 77</p>", False),
    ],
)
def test_a_page_is_of_one_edition(title: str, text: str, whole: bool) -> None:
    page = {"title": title, "body": [{"type": "rich_text", "value": {"html": text}}]}
    assert is_whole(json.dumps(page).encode()) is whole


@pytest.mark.skipif(platform.system() != "Linux", reason="libfaketime's package is for Linux")
def test_a_clock_is_set_by_a_file(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    clock.set(timedelta(hours=1))
    assert Path(clock.environment["FAKETIME_TIMESTAMP_FILE"]).read_text() == "+3600\n"
    assert Path(clock.environment["LD_PRELOAD"]).exists()

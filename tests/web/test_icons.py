"""The pictures that browsers, phones and other sites ask the site for, and where it names them."""

import re
from pathlib import Path

import pytest
from PIL import Image

FRONTEND = Path(__file__).parents[2] / "frontend"
INDEX = (FRONTEND / "index.html").read_text()
HEAD = (FRONTEND / "src/lib/head.ts").read_text()


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("favicon.ico", {(16, 16), (32, 32), (48, 48)}),
        ("apple-touch-icon.png", {(180, 180)}),
        ("social.png", {(1200, 630)}),
    ],
)
def test_each_picture_is_linked_and_has_its_sizes(name: str, sizes: set[tuple[int, int]]) -> None:
    assert f'"/{name}"' in INDEX or f"'/{name}'" in HEAD
    file = FRONTEND / "public" / name
    assert file.stat().st_size < 100_000
    with Image.open(file) as picture:
        assert set(picture.info.get("sizes", {picture.size})) == sizes
        colours = picture.convert("RGB").getcolors(picture.width * picture.height)
    assert len(colours or []) > 10, "it shows something"


def test_every_icon_that_the_page_names_is_there() -> None:
    named = re.findall(r'<link\s+rel="[a-z-]*icon"[^>]*href="/([^"]+)"', INDEX)
    assert {"favicon.ico", "favicon.svg", "apple-touch-icon.png"} == set(named)
    assert [name for name in named if not (FRONTEND / "public" / name).is_file()] == []

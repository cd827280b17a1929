"""The libraries of npm say what differs, in the way in which the report needs it."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.compare import api
from tests.compare.differences import Rows
from tests.compare.pages import by_view, compare_pictures, pages
from tests.services.kept import ROOT

pytestmark = pytest.mark.processes


def picture(file: Path, *, size: tuple[int, int] = (10, 10), dots: int = 0) -> Path:
    image = Image.new("RGB", size, "white")
    for x in range(dots):
        image.putpixel((x, 0), (254, 255, 255))
    image.save(file)
    return file


def test_every_pixel_counts_and_so_does_what_only_one_picture_has(tmp_path: Path) -> None:
    plain = picture(tmp_path / "plain.png")
    others = [
        picture(tmp_path / "same.png"),
        picture(tmp_path / "dots.png", dots=3),
        picture(tmp_path / "longer.png", size=(10, 20)),
    ]
    shares = compare_pictures([(plain, other, tmp_path / "shown.png") for other in others])
    assert shares == [0, 0.03, 0.5]


def test_pictures_of_what_changed_are_kept_the_most_changed_first(tmp_path: Path) -> None:
    def seen(side: str, name: str, dots: int) -> dict[str, Any]:
        file = picture(tmp_path / f"{side}-{name}.png", dots=dots)
        return {"name": name, "path": "/", "width": "phone", "picture": str(file), "markup": []}

    before = by_view([seen("before", name, 0) for name in ("One", "Two", "Three", "Gone")])
    after = by_view(
        [seen("after", name, dots) for name, dots in (("One", 1), ("Two", 0), ("Three", 9))]
    )
    found = pages(before, after, tmp_path / "report", Rows())
    assert [(page.name, page.shots[0].share) for page in found] == [
        ("Gone", 1.0),
        ("Three", 0.09),
        ("One", 0.01),
    ]
    assert found[0].shots[0].after is None
    kept = sorted(path.name for path in (tmp_path / "report/pictures").iterdir())
    assert "three-phone-before.png" in kept
    assert "three-phone-difference.png" in kept


def test_what_breaks_a_client_of_the_api_is_told_from_the_rest() -> None:
    before = json.loads((ROOT / "frontend/openapi.json").read_text())
    after = copy.deepcopy(before)
    layout = after["components"]["schemas"]["Layout"]
    del layout["properties"]["site_name"]
    layout["required"].remove("site_name")
    layout["properties"]["motto"] = {"type": "string"}
    one, other = ({"openapi": document, "responses": {}} for document in (before, after))
    found = api.api(one, other, Rows())
    words = "GET /api/layout/ responses 200 properties"
    assert [(one.kind, one.what) for one in found.breaking] == [("gone", f"{words} site_name")]
    assert [(one.kind, one.what) for one in found.other] == [("new", f"{words} motto")]
    assert api.compare_documents(before, copy.deepcopy(before)) == []

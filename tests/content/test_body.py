"""Each block: what is stored, and the whole of what the API says."""

from typing import Any
from uuid import UUID

import pytest

from content.body import stream
from content.images import Image
from content.references import References
from sheets.blocks.sheet import Sheet
from tests.content.stored import ID, item, link, picture

ROBOT = Image(src="/r.webp", srcset="/r.webp 960w", width=960, height=540, alt="")
ROBOT_SAYS = {**ROBOT.model_dump(), "alt": "A robot arm"}
TEAMS = Sheet(heading="", sheet=UUID(ID), title="Teams", rows=40)
REFERENCES = References(paths={7: "/about/"}, images={5: ROBOT}, rows={"sheet": {3: TEAMS}})
ABOUT = {"label": "Read more", "href": "/about/"}


def value_of(kind: str, value: Any) -> Any:
    """What the API returns for one block, which it always returns with the block's id and type."""
    (block,) = stream.responses([item(value, kind)], REFERENCES)
    document = block.model_dump(mode="json")
    assert (document["id"], document["type"]) == (ID, kind)
    return document["value"]


def test_hero() -> None:
    stored = {
        "heading": "Fall 2026",
        "text": "Come and see",
        "image": picture(5),
        "actions": [item(link(page=7)), item(link("Write", email="i2g@example.org"))],
    }
    assert value_of("hero", stored) == {
        "heading": "Fall 2026",
        "text": "Come and see",
        "image": ROBOT_SAYS,
        "actions": [ABOUT, {"label": "Write", "href": "mailto:i2g@example.org"}],
    }


def test_rich_text() -> None:
    stored = '<h2>Hi</h2><p>See <a linktype="page" id="7">about</a>.</p>'
    assert value_of("rich_text", stored) == {
        "html": '<h2>Hi</h2><p>See <a href="/about/">about</a>.</p>'
    }


def test_image() -> None:
    stored = {"image": picture(5), "caption": "At work", "wide": True}
    assert value_of("image", stored) == {"image": ROBOT_SAYS, "caption": "At work", "wide": True}


def test_cards() -> None:
    card = {"title": "One", "text": "Text", "image": picture(5), "link": [item(link(page=7))]}
    bare: dict[str, Any] = {"title": "Two", "text": "", "image": None, "link": []}
    assert value_of("cards", {"heading": "Cards", "cards": [item(card), item(bare)]}) == {
        "heading": "Cards",
        "cards": [
            {"title": "One", "text": "Text", "image": ROBOT_SAYS, "link": ABOUT},
            {"title": "Two", "text": "", "image": None, "link": None},
        ],
    }


def test_call_to_action() -> None:
    stored = {"heading": "Join", "text": "Now", "actions": [item(link(url="https://x.org/"))]}
    assert value_of("call_to_action", stored) == {
        "heading": "Join",
        "text": "Now",
        "actions": [{"label": "Read more", "href": "https://x.org/"}],
    }


@pytest.mark.parametrize(
    ("row", "column", "columns", "rows", "row_headers"),
    [
        (True, True, ["Time", "What"], [["9:00", "Doors"]], True),
        (True, False, ["Time", "What"], [["9:00", "Doors"]], False),
        (False, True, [], [["Time", "What"], ["9:00", "Doors"]], True),
        (False, False, [], [["Time", "What"], ["9:00", "Doors"]], False),
    ],
)
def test_table(
    row: bool, column: bool, columns: list[str], rows: list[list[str]], row_headers: bool
) -> None:
    stored = {
        "data": [["Time", "What"], ["9:00", "Doors"]],
        "table_caption": "The day",
        "first_row_is_table_header": row,
        "first_col_is_header": column,
    }
    assert value_of("table", stored) == {
        "caption": "The day",
        "columns": columns,
        "rows": rows,
        "row_headers": row_headers,
    }


def test_empty_cells_of_a_table_are_empty_strings() -> None:
    assert value_of("table", {"data": [["a", None], ["", "b"]]})["rows"] == [["a", ""], ["", "b"]]


def test_sheet() -> None:
    assert value_of("sheet", {"heading": "Who", "sheet": 3}) == {
        **TEAMS.model_dump(mode="json"),
        "heading": "Who",
    }


def test_people() -> None:
    noor = {
        "name": "Noor",
        "role": "Judge",
        "organisation": "Meadowlark",
        "image": picture(5),
        "link": [item(link(page=7))],
    }
    assert value_of("people", {"heading": "Judges", "people": [item(noor)]}) == {
        "heading": "Judges",
        "people": [
            {
                "name": "Noor",
                "role": "Judge",
                "organisation": "Meadowlark",
                "image": ROBOT_SAYS,
                "link": ABOUT,
            }
        ],
    }


def test_embed() -> None:
    assert value_of("embed", {"title": "Finals", "url": "https://youtu.be/abcdefghijk"}) == {
        "title": "Finals",
        "provider": "YouTube",
        "url": "https://www.youtube.com/watch?v=abcdefghijk",
        "src": "https://www.youtube-nocookie.com/embed/abcdefghijk",
    }


def test_a_decorative_picture_has_an_empty_alternative_text() -> None:
    stored = {
        "image": picture(5, alt="Not read out", decorative=True),
        "caption": "",
        "wide": False,
    }
    assert value_of("image", stored)["image"]["alt"] == ""


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("carousel", {"slides": []}),
        ("image", {"image": picture(404), "caption": "", "wide": False}),
        ("rich_text", ""),
        ("rich_text", "<script>alert(1)</script>"),
        ("table", None),
        ("sheet", {"sheet": 404}),
        ("sheet", {}),
        ("table", {"data": []}),
        ("embed", {"title": "Gone", "url": "https://example.org/video"}),
    ],
)
def test_a_block_that_is_unknown_or_shows_nothing_is_left_out(kind: str, value: Any) -> None:
    assert stream.responses([item(value, kind)], REFERENCES) == []


@pytest.mark.parametrize("kind", ["hero", "cards", "call_to_action", "people"])
def test_a_block_stored_before_its_fields_existed_comes_out_empty(kind: str) -> None:
    assert not any(value_of(kind, {}).values())


def test_links_to_hidden_pages_and_to_scripts_vanish() -> None:
    actions = [item(link(page=8)), item(link(url="javascript:alert(1)")), item(link())]
    assert value_of("call_to_action", {"actions": actions})["actions"] == []


def test_a_block_without_an_id_gets_the_same_one_each_time() -> None:
    stored = [{"type": "hero", "value": {}}, {"type": "hero", "value": {}}]
    first, second = ([b.id for b in stream.responses(stored, REFERENCES)] for _ in range(2))
    assert first == second
    assert len(set(first)) == 2

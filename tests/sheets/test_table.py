"""What is made of the cells of a range, whatever somebody typed into them."""

import json
from typing import Any

import pytest

from sheets import spreadsheet
from sheets.table import MOST_ROWS, SheetTable, SourceError
from tests.standins.google import tab


def read(*rows: tuple[str, ...], **parts: Any) -> SheetTable:
    return spreadsheet.read(json.dumps(tab(*rows, **parts)).encode())


def test_the_first_row_names_the_columns() -> None:
    assert read(("Team", "Size"), ("Solar", "5")) == SheetTable(
        ["Team", "Size"], [["Solar", "5"]], [2]
    )


def test_ragged_rows_become_as_long_as_the_widest() -> None:
    assert read(("Team",), ("Solar", "5", ""), ("Orchard",)) == SheetTable(
        ["Team", "Column 2"], [["Solar", "5"], ["Orchard", ""]], [2, 3]
    )


def test_rows_without_a_word_are_left_out() -> None:
    found = read(("",), ("Team",), (), ("  ", "\n"), ("Solar",))
    assert (found.rows, found.numbers) == ([["Solar"]], [5])


def test_every_column_has_a_name_of_its_own() -> None:
    header = ("Name", "", "Name", "Name (2)", "Name", " First\nname ")
    assert read(header, ("1",)).columns == [
        "Name",
        "Column 2",
        "Name (3)",
        "Name (2)",
        "Name (4)",
        "First name",
    ]


def test_html_stays_the_text_it_is() -> None:
    attack = "<script>alert(1)</script><b>&amp;</b>"
    assert read(("Team",), (attack,)).rows == [[attack]]


def test_numbers_stay_as_google_shows_them() -> None:
    assert read(("Cost", "Share"), ("$1,234.50", "12%")).rows == [["$1,234.50", "12%"]]
    body = {"sheets": [{"data": [{"rowData": [{"values": [{"formattedValue": 12}]}]}]}]}
    assert spreadsheet.read(json.dumps(body).encode()).columns == ["12"]


def test_what_no_database_takes_is_dropped() -> None:
    assert read(("Team",), ("a\0b\x07c\nd\te",)).rows == [["abc\nd\te"]]


def test_a_long_cell_is_cut() -> None:
    (row,) = read(("Team",), ("\x07" + "x" * 50_000,)).rows
    assert row == ["x" * 2_000 + "…"]


def merge(top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    return {
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def test_a_merged_cell_belongs_to_each_of_its_rows() -> None:
    found = read(
        ("Class", "Team"),
        ("Capstone", "Solar"),
        ("", "Orchard"),
        (),
        ("Software", "Maps"),
        merges=[merge(1, 4, 0, 1)],
    )
    assert found.rows == [
        ["Capstone", "Solar"],
        ["Capstone", "Orchard"],
        ["Capstone", ""],
        ["Software", "Maps"],
    ]


def test_a_cell_merged_across_is_said_once() -> None:
    found = read(("A", "B"), ("All teams", ""), ("1", "2"), merges=[merge(1, 2, 0, 2)])
    assert found.rows == [["All teams", ""], ["1", "2"]]


@pytest.mark.parametrize("hit", [merge(0, 3, 0, 1), merge(90, 99, 0, 1), merge(5, 8, 90, 91)])
def test_merges_outside_the_range_touch_nothing(hit: dict[str, int]) -> None:
    rows = (("A",), ("1",), ("2",))
    place = {"startRow": 4, "startColumn": 2}
    assert read(*rows, merges=[hit], **place) == read(*rows, **place)


def test_a_range_that_starts_elsewhere_finds_its_merges() -> None:
    found = read(("A",), ("1",), ("",), merges=[merge(6, 8, 2, 3)], startRow=5, startColumn=2)
    assert (found.rows, found.numbers) == ([["1"], ["1"]], [7, 8])


def test_what_is_hidden_in_the_spreadsheet_is_not_published() -> None:
    found = read(
        ("Team", "Email", "Hall"),
        ("Solar", "solar@example.org", "A"),
        ("Orchard", "orchard@example.org", "B"),
        ("Maps", "maps@example.org", "C"),
        rowMetadata=[{}, {"hiddenByUser": True}, {}, {"hiddenByFilter": True}],
        columnMetadata=[{}, {"hiddenByUser": True}],
    )
    assert found == SheetTable(["Team", "Hall"], [["Orchard", "B"]], [3])


def test_as_many_rows_as_are_allowed_are_taken() -> None:
    assert len(read(("N",), *[(str(n),) for n in range(MOST_ROWS)]).rows) == MOST_ROWS


def refusal(body: bytes) -> str:
    with pytest.raises(SourceError) as refused:
        spreadsheet.read(body)
    return str(refused.value)


def test_fifty_thousand_rows_are_refused_with_both_numbers() -> None:
    body = json.dumps(tab(("N",), *[(str(n),) for n in range(50_000)])).encode()
    assert refusal(body) == (
        "The range has 50,000 rows, but a table may have at most 5,000. Choose a smaller range."
    )


def test_too_many_columns_are_refused() -> None:
    assert "has 41 columns" in refusal(json.dumps(tab(("N",) * 41)).encode())


@pytest.mark.parametrize("rows", [[], [()], [("", " ")]])
def test_an_empty_range_is_refused(rows: list[tuple[str, ...]]) -> None:
    assert "is empty" in refusal(json.dumps(tab(*rows)).encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Sign in</body></html>",
        b"[]",
        b"null",
        b'{"sheets": []}',
        b'{"sheets": [{"data": []}]}',
        b'{"sheets": [{"data": [{"rowData": 5}]}]}',
        b'{"sheets": [{"data": [{"rowData": [{"values": [{"formattedValue": {"a": 1}}]}]}]}]}',
        b'{"sheets": [{"data": [{"rowData": [{"values": [',
        b"\xff\xfe{",
        b'{"sheets": [{"data": [{"rowData": [{"values": [{"formattedValue": "\\ud800"}]}]}]}]}',
        b"[" * 100_000,
    ],
)
def test_rubbish_is_refused(body: bytes) -> None:
    assert refusal(body).startswith("Google sent something that is not a spreadsheet.")


def test_equal_tables_have_equal_digests() -> None:
    first, same, other = (read(("A",), (cell,)).digest for cell in ("1", "1", "2"))
    assert first == same != other

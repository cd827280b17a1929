"""A range of a spreadsheet as Google sends it, and the table in it.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets#GridData
"""

from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from sheets.table import SheetTable, SourceError, table

FIELDS: Final = (
    "sheets(merges,data(startRow,startColumn,rowData.values.formattedValue,"
    "rowMetadata(hiddenByUser,hiddenByFilter),columnMetadata(hiddenByUser,hiddenByFilter)))"
)
TAB_FIELDS: Final = "sheets.properties(sheetId,title)"

NO_SPREADSHEET: Final = "Google sent something that is not a spreadsheet. This is tried again."


class GoogleModel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, coerce_numbers_to_str=True)


class Cell(GoogleModel):
    formatted_value: str | None = None


class RowData(GoogleModel):
    values: list[Cell] = []


class Dimension(GoogleModel):
    hidden_by_user: bool = False
    hidden_by_filter: bool = False

    @property
    def hidden(self) -> bool:
        return self.hidden_by_user or self.hidden_by_filter


class Grid(GoogleModel):
    start_row: int = 0
    start_column: int = 0
    row_data: list[RowData] = []
    row_metadata: list[Dimension] = []
    column_metadata: list[Dimension] = []


class Merge(GoogleModel):
    start_row_index: int = 0
    end_row_index: int = 0
    start_column_index: int = 0


class Properties(GoogleModel):
    sheet_id: int = 0
    title: str = ""


class Tab(GoogleModel):
    properties: Properties = Properties()
    data: list[Grid] = []
    merges: list[Merge] = []


class Spreadsheet(GoogleModel):
    sheets: list[Tab]


def read(body: bytes) -> SheetTable:
    """The table in a response. Raises SourceError."""
    try:
        tab = Spreadsheet.model_validate_json(body).sheets[0]
        grid = tab.data[0]
    except (ValidationError, IndexError) as fault:
        raise SourceError(NO_SPREADSHEET) from fault
    cells = [[cell.formatted_value or "" for cell in row.values] for row in grid.row_data]
    for merge in tab.merges:
        fill_down(cells, grid, merge)
    return table(shown(cells, grid))


def title_of_tab(body: bytes, gid: int) -> str:
    """The name of the tab with that number. Raises SourceError."""
    try:
        tabs = [tab.properties for tab in Spreadsheet.model_validate_json(body).sheets]
    except ValidationError as fault:
        raise SourceError(NO_SPREADSHEET) from fault
    for tab in tabs:
        if tab.sheet_id == gid:
            return tab.title
    raise SourceError(
        f"The spreadsheet has no tab with gid={gid}: it may have been deleted. "
        "Open the tab in the browser and paste its address again."
    )


def fill_down(cells: list[list[str]], grid: Grid, merge: Merge) -> None:
    """Give each row of a merged cell its text: sorted, the rows would lose what they belong to.

    Not to the right, where a heading across the sheet would be repeated in every column.
    """
    top, column = merge.start_row_index - grid.start_row, merge.start_column_index
    column -= grid.start_column
    if not (0 <= top < len(cells) and 0 <= column < len(cells[top])):
        return
    for row in cells[top + 1 : max(merge.end_row_index - grid.start_row, 0)]:
        row.extend([""] * (column + 1 - len(row)))
        row[column] = cells[top][column]


def shown(cells: list[list[str]], grid: Grid) -> dict[int, list[str]]:
    """Rows by number, without those and the columns that somebody hid from the public."""
    rows = {index for index, row in enumerate(grid.row_metadata) if row.hidden}
    columns = {index for index, column in enumerate(grid.column_metadata) if column.hidden}
    return {
        grid.start_row + index + 1: [
            cell for position, cell in enumerate(row) if position not in columns
        ]
        for index, row in enumerate(cells)
        if index not in rows
    }

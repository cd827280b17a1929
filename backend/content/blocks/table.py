"""A table that editors type in."""

from ninja import Field
from wagtail import blocks
from wagtail.contrib.table_block import blocks as table_block

from content.body.page_block import GROUPS, PageBlock
from content.references import Raw, References
from content.response import Response


class Table(Response):
    caption: str
    columns: list[str] = Field(description="Empty when the table has no header row.")
    rows: list[list[str]]
    row_headers: bool = Field(description="Whether the first cell of each row heads the row.")


def respond(raw: Raw | None, references: References) -> Table | None:
    rows = [[str(cell or "") for cell in row] for row in (raw or {}).get("data") or []]
    if not raw or not rows:
        return None
    has_header = bool(raw.get("first_row_is_table_header"))
    return Table(
        caption=raw.get("table_caption") or "",
        columns=rows[0] if has_header else [],
        rows=rows[1:] if has_header else rows,
        row_headers=bool(raw.get("first_col_is_header")),
    )


def stored() -> blocks.Block:
    return table_block.TableBlock(icon="table", group=GROUPS)


BLOCK = PageBlock("table", Table, stored, respond)

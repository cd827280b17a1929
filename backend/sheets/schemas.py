"""The API's response for a sheet."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema


class SheetRows(Schema):
    key: UUID
    title: str
    columns: list[str] = Field(description="Names of the columns; no two are equal.")
    rows: list[list[str]] = Field(
        description="Plain text, never HTML; each row has one cell a column."
    )
    fetched_at: datetime | None = Field(description="When these rows were read; null before that.")
    stale_after: datetime | None = Field(
        description="When they count as old; null where nothing is read again."
    )
    failing: bool = Field(description="Whether the last attempt to read them again failed.")

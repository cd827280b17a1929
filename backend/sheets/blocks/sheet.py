"""A Google Sheet as a table. Its rows have an address of their own, so a page stays small."""

from collections.abc import Set
from uuid import UUID

from ninja import Field
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from content.body.page_block import GROUPS, PageBlock
from content.references import Raw, References
from content.response import Response
from sheets import models


class SheetBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=90)
    sheet = SnippetChooserBlock("sheets.Sheet", help_text="Add sheets under Google Sheets.")

    class Meta:
        icon = "grid"
        label = "Google Sheet"
        group = GROUPS
        label_format = "Google Sheet: {sheet}"


class Sheet(Response):
    heading: str
    sheet: UUID = Field(description="Its rows are at /sheets/{sheet}/.")
    title: str
    rows: int = Field(description="How many there are, to leave room for them.")


def respond(raw: Raw, references: References) -> Sheet | None:
    found: Sheet | None = references.row("sheet", raw)
    return found.model_copy(update={"heading": raw.get("heading") or ""}) if found else None


def load(keys: Set[int]) -> dict[int, Sheet]:
    """Sheets by primary key, in one query; in none where there is nothing to look for."""
    if not keys:
        return {}
    return {
        sheet.pk: Sheet(heading="", sheet=sheet.key, title=sheet.title, rows=sheet.row_count)
        for sheet in models.Sheet.objects.filter(pk__in=keys)
    }


BLOCK = PageBlock("sheet", Sheet, SheetBlock, respond, rows={"sheet": load})

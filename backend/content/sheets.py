"""Google Sheets that pages show. Their rows have an address of their own: a page stays small."""

from collections.abc import Set

from django.apps import apps

from content.block_schemas import Sheet


def load(keys: Set[int]) -> dict[int, Sheet]:
    """Sheets by primary key, in one query; in none where there is nothing to look for."""
    if not keys:
        return {}
    found = apps.get_model("sheets", "Sheet").objects.filter(pk__in=keys)
    return {
        sheet.pk: Sheet(heading="", sheet=sheet.key, title=sheet.title, rows=sheet.row_count)
        for sheet in found
    }

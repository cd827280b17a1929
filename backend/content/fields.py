"""The field that holds a page's blocks."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from wagtail.fields import StreamField

from web.text import clean

ESCAPED: Final = "\\u"  # how JSON spells what may have to be cleaned
OF_DJANGO: Final = ("blank", "null", "default", "verbose_name", "help_text", "db_column")


class BlocksField(StreamField):
    """A StreamField that migrations know as JSON, which is what the database stores.

    A new block or a new option of one changes nothing in the database, so it needs no migration. A
    historical model reads and saves every block unchanged, also one that the code no longer has;
    Wagtail's own field would drop it. Change stored blocks by migrating the raw JSON, revisions
    included.

    Every text in it is clean, whatever editors, imports or older releases gave it to store.
    """

    def __init__(self, block_types: Any = (), *args: Any, **options: Any) -> None:
        """``block_types`` is empty only where Django copies the field for a migration."""
        super().__init__(block_types, *args, **options)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _, _, options = super().deconstruct()
        kept = {key: value for key, value in options.items() if key in OF_DJANGO}
        return name, "django.db.models.JSONField", [], kept

    def get_prep_value(self, value: Any) -> Any:
        return clean(super().get_prep_value(value))

    def to_python(self, value: Any) -> Any:
        """Of a revision, which holds the blocks as JSON in a text."""
        if isinstance(value, str) and ESCAPED in value:
            with suppress(ValueError):
                value = clean(json.loads(value))
        return super().to_python(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        stored = self.json_field.from_db_value(value, expression, connection)
        return self.to_python(clean(stored))

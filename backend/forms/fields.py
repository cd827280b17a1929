"""From an editor's fields to the Django form that validates a submission. Wagtail builds it.

A stored field may be unusable: a program, an import or an older release can leave one without
a type, of a type that nobody knows, or with nothing to choose from. It is left out, here and in
what the API says, so that the rest of the form still works.
"""

import logging
from collections.abc import Iterable
from typing import Any, Final

from wagtail.contrib.forms.forms import FormBuilder

logger = logging.getLogger(__name__)

CHOICES: Final = frozenset({"dropdown", "radio", "checkboxes", "multiselect"})
SEVERAL: Final = frozenset({"checkboxes", "multiselect"})
TEXTS: Final = frozenset({"singleline", "multiline", "email", "number", "url", "date", "datetime"})
TYPES: Final = TEXTS | CHOICES | {"checkbox", "hidden"}

TEXT_CHARACTERS: Final = 10_000
URL_CHARACTERS: Final = 2_000
NUMBER_DIGITS: Final = 30
NUMBER_PLACES: Final = 10


class Builder(FormBuilder):
    """Wagtail's, with a limit on every value. What a visitor never sees is never their fault."""

    def create_multiline_field(self, field: Any, options: dict[str, Any]) -> Any:
        return super().create_multiline_field(field, {**options, "max_length": TEXT_CHARACTERS})

    def create_url_field(self, field: Any, options: dict[str, Any]) -> Any:
        return super().create_url_field(field, {**options, "max_length": URL_CHARACTERS})

    def create_number_field(self, field: Any, options: dict[str, Any]) -> Any:
        limits = {"max_digits": NUMBER_DIGITS, "decimal_places": NUMBER_PLACES}
        return super().create_number_field(field, {**options, **limits})

    def create_hidden_field(self, field: Any, options: dict[str, Any]) -> Any:
        return super().create_hidden_field(field, {**options, "required": False})


def usable(fields: Iterable[Any]) -> list[Any]:
    """The fields that a form can show."""
    found = []
    for field in fields:
        if fault := fault_of(field):
            logger.warning("Form %s leaves out “%s”: %s", field.page_id, field.label, fault)
        else:
            found.append(field)
    return found


def fault_of(field: Any) -> str:
    """Why a form cannot show it; empty for a field that it can."""
    if field.field_type not in TYPES:
        return f"there is no type “{field.field_type}”"
    if not field.name:
        return "its label contains no letters"
    if field.field_type in CHOICES and not choices(field):
        return "there is nothing to choose from"
    return ""


def choices(field: Any) -> list[str]:
    found = Builder([]).get_formatted_field_choices(field)
    return [value for value, _ in found if value]


def initial(field: Any) -> list[str]:
    """What is filled in from the start: any number of choices, or at most one text."""
    if field.field_type in CHOICES:
        given = Builder([]).get_formatted_field_initial(field)
        return [value for value in given if value in choices(field)]
    return [field.default_value] if field.default_value else []

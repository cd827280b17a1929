"""Cleans text and checks dates in every form and model.

Wagtail builds the fields of its forms, blocks and settings itself, and Django has no setting for
what they take. So the two libraries' own classes are told once, when Django starts.
"""

import datetime
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import pre_save

from web.text import clean

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2099
# Every time between these can be told in every time zone.
FIRST_MOMENT: Final = datetime.datetime(1, 1, 3, tzinfo=datetime.UTC)
LAST_MOMENT: Final = datetime.datetime(9999, 12, 29, tzinfo=datetime.UTC)


def connect() -> None:
    """Called once, when Django starts."""
    forms.CharField.to_python = cleaned(forms.CharField.to_python)  # type: ignore[method-assign]
    pre_save.connect(clean_instance)
    for kind in (forms.DateField, forms.DateTimeField, models.DateField):
        kind.default_validators = [check_year]
    models.DateTimeField.from_db_value = inside_calendar  # type: ignore[attr-defined]


def cleaned(to_python: Callable[[forms.CharField, Any], Any]) -> Callable[..., Any]:
    """Of text fields of forms. Validators see what will be stored; passwords are not touched."""

    def clean_and_convert(field: forms.CharField, value: Any) -> Any:
        if isinstance(value, str) and not isinstance(field.widget, forms.PasswordInput):
            has_lines = isinstance(field.widget, forms.Textarea)
            value = clean(value, "\n" if has_lines else " ")
        return to_python(field, value)

    return clean_and_convert


def check_year(value: datetime.date) -> None:
    """Of every date and time. A mistyped year is far away: 0026, 9999, 20266.

    Nothing can be computed near the ends of the calendar, where a time zone leads beyond them.
    Raises ValidationError.
    """
    if not is_possible(value):
        raise ValidationError(
            f"The year must be between {EARLIEST_YEAR} and {LATEST_YEAR}.", code="impossible_year"
        )


def is_possible(value: Any) -> bool:
    return isinstance(value, datetime.date) and EARLIEST_YEAR <= value.year <= LATEST_YEAR


def inside_calendar(
    field: Any,
    value: datetime.datetime | None,
    expression: Any,
    connection: Any,
) -> datetime.datetime | None:
    """A stored time, moved by days at most, so that no page fails where it shows it as local."""
    if value is None or value.tzinfo is None or value.year not in {1, 9999}:
        return value
    return min(max(value, FIRST_MOMENT), LAST_MOMENT)


def clean_instance(sender: type[models.Model], instance: models.Model, **event: Any) -> None:
    """Of everything that is saved, through a form or not. Bulk operations send no signal."""
    for name, line_break in text_fields(sender):
        value = instance.__dict__.get(name)
        if value and (text := clean(value, line_break)) != value:
            setattr(instance, name, text)


@cache
def text_fields(model: type[models.Model]) -> list[tuple[str, str]]:
    """Names of a model's fields, and what breaks a line in each."""
    fields = model._meta.concrete_fields
    return [
        (field.attname, "\n" if isinstance(field, models.TextField) else " ")
        for field in fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
    ]

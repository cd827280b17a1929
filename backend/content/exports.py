"""The admin's exports to CSV and XLSX, also of Wagtail's reports, in a form that Excel reads.

- CSV starts with a byte order mark, without which Excel reads UTF-8 as Windows' Latin.
- Text has none of the characters that a workbook cannot hold, whatever is stored.
- Text that Excel would take for a formula gets an apostrophe in CSV. Wagtail marks it in XLSX.
- Times are the site's own, as the admin shows them.
"""

import codecs
import datetime
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from typing import Any, Final

from django.utils.encoding import force_str
from django.utils.timezone import is_aware, localtime
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from web.text import clean_text

CSV, XLSX = SpreadsheetExportMixin.FORMAT_CSV, SpreadsheetExportMixin.FORMAT_XLSX
# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def connect() -> None:
    """Called once, when Django starts."""
    export = SpreadsheetExportMixin
    export.custom_value_preprocess = {
        datetime.datetime: {CSV: local_text, XLSX: local},
        (datetime.date, datetime.time): {XLSX: None},
        list: {CSV: lambda values: csv_text(joined(values)), XLSX: joined},
        object: {CSV: csv_text, XLSX: text},
    }
    export.get_heading = heading(export.get_heading)
    export.stream_csv = marked(export.stream_csv)


def text(value: Any) -> Any:
    """Numbers, dates and None stay what they are."""
    written = force_str(value, strings_only=True)
    return clean_text(written, "\n") if isinstance(written, str) else written


def csv_text(value: Any) -> Any:
    written = text(value)
    is_formula = isinstance(written, str) and written.startswith(FORMULA)
    return f"'{written}" if is_formula else written


def joined(values: list[Any]) -> Any:
    return text(", ".join(map(str, values)))


def local(value: datetime.datetime) -> datetime.datetime | str:
    """Without its time zone, which a workbook does not have."""
    try:
        return localtime(value).replace(tzinfo=None) if is_aware(value) else value
    except OverflowError:  # at the ends of the calendar
        return value.isoformat(" ")


def local_text(value: datetime.datetime) -> str:
    with suppress(OverflowError):
        value = localtime(value) if is_aware(value) else value
    return value.isoformat(" ", timespec="seconds")


def heading(make: Callable[..., str]) -> Callable[..., str]:
    @wraps(make)
    def safe_heading(view: Any, queryset: Any, field: str) -> str:
        return str(csv_text(make(view, queryset, field)))

    return safe_heading


def marked(stream: Callable[..., Iterator[bytes]]) -> Callable[..., Iterator[bytes]]:
    @wraps(stream)
    def stream_csv(view: Any, queryset: Any) -> Iterator[bytes]:
        yield codecs.BOM_UTF8
        yield from stream(view, queryset)

    return stream_csv

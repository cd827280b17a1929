"""Checks that this code can use the database at hand, and describes each fault.

Asked by main's code of a copy of a preview's database, and by a release's code of production's,
before a rollback leads to it. What is written is taken back.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Site

from content.models import ContentPage
from operations import applied, bootstrap

ADDRESSES: Final = ("/api/pages/?path=/", "/api/layout/", "/api/search/?q=robot", "/admin/login/")

# What an INSERT must name. Django leaves no default behind in the database when it adds a column.
REQUIRED: Final = """
SELECT attribute.attname FROM pg_attribute attribute
WHERE attribute.attrelid = to_regclass(%s) AND attribute.attnum > 0 AND attribute.attnotnull
  AND NOT attribute.attisdropped AND NOT attribute.atthasdef AND attribute.attidentity = ''
ORDER BY attribute.attname
"""


def faults() -> list[str]:
    """Of the schema as it is. Migrations that it lacks are not applied, but named."""
    lacking = applied.pending()
    if lacking:
        return [f"the database lacks {', '.join(lacking)}"]
    return [fault for check in (tables, addresses, writing) for fault in check()]


def faults_once_migrated() -> list[str]:
    """Of the schema with this code's migrations, which are applied as a release would.

    Only that they do not apply where they do not, for nothing can be asked then.
    """
    try:
        bootstrap.migrate(lambda line: None)
    except Exception as error:
        return [f"main's migrations do not apply after these: {message_of(error)}"]
    return faults()


def tables() -> Iterator[str]:
    """Every column of every table that is read, and those that this code does not know to fill."""
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.proxy or not options.managed:
            continue
        try:
            with transaction.atomic():
                list(model._base_manager.order_by().values(*names_of(model))[:1])
        except Exception as error:
            yield f"reading {options.label}: {message_of(error)}"
            continue
        known = {field.column for field in options.local_concrete_fields}
        for name in set(required_columns(options.db_table)) - known:
            yield f"writing {options.label}: column {options.db_table}.{name} must be filled"


def names_of(model: Any) -> list[str]:
    return [field.attname for field in model._meta.local_concrete_fields]


def required_columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(REQUIRED, [connection.ops.quote_name(table)])
        return [name for (name,) in cursor.fetchall()]


def addresses() -> Iterator[str]:
    """What visitors and editors open first."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    client = Client(raise_request_exception=False)
    for address in ADDRESSES:
        with hearing() as heard:
            response = client.get(address, secure=True, headers={"host": host})
        if response.status_code >= 500:
            why = f": {heard[0]}" if heard else ""
            yield f"GET {address} returned {response.status_code}{why}"


def writing() -> Iterator[str]:
    """An editor who publishes a page, taken back."""
    try:
        with transaction.atomic():
            editor = get_user_model()._default_manager.create(username=f"check-{uuid4()}")
            page = ContentPage(title="Checked", slug=f"checked-{uuid4()}", owner=editor)
            Site.objects.get(is_default_site=True).root_page.add_child(instance=page)
            page.save_revision(user=editor).publish()
            connection.check_constraints()
            transaction.set_rollback(True)
    except Exception as error:
        yield f"publishing a page: {message_of(error)}"


@contextmanager
def hearing() -> Iterator[list[str]]:
    """The errors that are logged meanwhile, which are the reasons of a response without any."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            error = record.exc_info[1] if record.exc_info else None
            heard.append(message_of(error) if error else record.getMessage())

    ear, root = Ear(logging.ERROR), logging.getLogger()
    root.addHandler(ear)
    try:
        yield heard
    finally:
        root.removeHandler(ear)


def message_of(error: BaseException) -> str:
    """The first line; PostgreSQL's next ones show the statement, and may show a row."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]

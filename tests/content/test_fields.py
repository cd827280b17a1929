"""Migrations know a page's blocks as JSON: no block needs a migration, and none is lost in one."""

from typing import Any

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.db import models
from django.utils.module_loading import import_string

from content.fields import BlocksField
from content.models import ContentPage
from tests.content.conftest import MakePage


def as_in_a_migration(field: Any) -> Any:
    _, path, arguments, options = field.deconstruct()
    return import_string(path)(*arguments, **options)


FIELDS = [
    field
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, BlocksField)
]


class HistoricalPage(models.Model):
    """A page as a migration has it, without Django's whole history, which takes 20 s to build."""

    page_ptr = models.IntegerField(primary_key=True, db_column="page_ptr_id")
    body: Any = as_in_a_migration(ContentPage._meta.get_field("body"))

    class Meta:
        apps = Apps()  # no other test sees it
        app_label = "content"
        db_table = ContentPage._meta.db_table

    def __str__(self) -> str:
        return str(self.pk)


STORED = [
    {"id": "1", "type": "hero", "value": {"heading": "Ours", "colour": "an option of another day"}},
    {"id": "2", "type": "gone", "value": {"words": "of a block that no code has any more"}},
]


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_migration_knows_no_block(field: Any) -> None:
    _, path, arguments, options = field.deconstruct()
    assert (path, arguments, options) == ("django.db.models.JSONField", [], {"blank": True})


def test_a_historical_page_is_read_and_saved_with_every_block(make_page: MakePage) -> None:
    page = make_page("Ours")
    pages: Any = HistoricalPage._default_manager
    pages.filter(pk=page.pk).update(body=STORED)
    found = pages.get(pk=page.pk)
    assert found.body == STORED
    found.save()
    assert pages.get(pk=page.pk).body == STORED

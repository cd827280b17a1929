"""Migrations know a page's blocks as JSON: no block needs a migration, and none is lost in one."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from content.fields import BlocksField
from tests.content.conftest import MakePage

FIELDS = [
    field
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, BlocksField)
]
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
    state = MigrationExecutor(connection).loader.project_state()
    historical: type[models.Model] = state.apps.get_model("content", "ContentPage")
    pages: Any = historical._default_manager
    pages.filter(pk=page.pk).update(body=STORED)
    found = pages.get(pk=page.pk)
    assert found.body == STORED
    found.title = "Renamed"
    found.save()
    assert pages.get(pk=page.pk).body == STORED

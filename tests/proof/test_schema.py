"""Which migrations the code that serves now survives, by their operations."""

from typing import Any

import pytest
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState

from proof import schema
from proof.schema import Review

FIELDS: dict[str, Any] = {
    "id": models.BigAutoField(primary_key=True),
    "title": models.CharField(max_length=80),
    "colour": models.CharField(max_length=20, null=True),
    "size": models.IntegerField(),
}
Thing = operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))])


def names(*steps: operations.base.Operation) -> dict[str, str]:
    state = ProjectState()
    state.add_model(ModelState("shop", "Thing", list(FIELDS.items())))
    migration = type("More", (Migration,), {"operations": list(steps)})("0002_more", "shop")
    return dict(Review(state).faults_of(migration))


def change_rows(apps: object, editor: object) -> None:
    """What it does is nothing that the check could know."""


def added(**options: object) -> operations.AddField:
    return operations.AddField("thing", "weight", models.IntegerField(**options))  # type: ignore[arg-type]


def altered(name: str, field: models.Field) -> operations.AlterField:  # type: ignore[type-arg]
    return operations.AlterField("thing", name, field)


@pytest.mark.parametrize(
    "step",
    [
        Thing,
        added(null=True),
        added(db_default=1),
        operations.AddField("thing", "others", models.ManyToManyField("shop.Thing")),
        altered("title", models.CharField(max_length=200)),
        altered("title", models.TextField()),
        altered("title", models.CharField(max_length=80, help_text="What it is called.")),
        altered("size", models.IntegerField(null=True)),
        altered("size", models.BigIntegerField()),
        operations.AddIndex("thing", models.Index(fields=["title"], name="titles")),
        operations.AlterModelOptions("thing", {"ordering": ["title"]}),
        operations.RunPython(operations.RunPython.noop),
        operations.SeparateDatabaseAndState(
            state_operations=[operations.RemoveField("thing", "colour")]
        ),
    ],
)
def test_what_the_old_code_does_not_notice(step: operations.base.Operation) -> None:
    assert names(step) == {}


@pytest.mark.parametrize(
    ("step", "name"),
    [
        (added(default=1), "AddField-thing.weight"),
        (operations.RemoveField("thing", "colour"), "RemoveField-thing.colour"),
        (operations.RenameField("thing", "colour", "tint"), "RenameField-thing.colour"),
        (operations.DeleteModel("Thing"), "DeleteModel-Thing"),
        (operations.RenameModel("Thing", "Item"), "RenameModel-Thing"),
        (operations.AlterModelTable("thing", "things"), "AlterModelTable-thing"),
        (operations.AlterUniqueTogether("thing", {("title", "size")}), "AlterUniqueTogether-thing"),
        (operations.RunPython(change_rows), "RunPython"),
        (operations.RunSQL("DROP TABLE shop_thing"), "RunSQL"),
        (altered("title", models.CharField(max_length=20)), "AlterField-thing.title"),
        (altered("title", models.CharField(max_length=80, unique=True)), "AlterField-thing.title"),
        (altered("colour", models.CharField(max_length=20)), "AlterField-thing.colour"),
        (altered("size", models.CharField(max_length=9)), "AlterField-thing.size"),
    ],
)
def test_what_the_old_code_may_not_survive(step: operations.base.Operation, name: str) -> None:
    assert list(names(step)) == [name]
    hidden = operations.SeparateDatabaseAndState([step], [step])
    assert list(names(hidden)) == [name]


def test_a_table_that_the_same_migration_makes_is_unknown_to_the_old_code() -> None:
    filled = operations.AddField("other", "name", models.TextField(default=""))
    assert names(Thing, filled) == {}


@pytest.mark.django_db
def test_a_database_that_lacks_nothing_has_no_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    assert schema.findings() == []
    plan = MigrationExecutor.migration_plan

    def with_one_more(
        self: MigrationExecutor, targets: Any, clean_start: bool = False
    ) -> list[tuple[Migration, bool]]:
        steps = [operations.RemoveField("contentpage", "seo_image")]
        migration = type("Drop", (Migration,), {"operations": steps})("0099_drop", "content")
        found = plan(self, targets, clean_start)
        return found if clean_start else [*found, (migration, False)]

    monkeypatch.setattr(MigrationExecutor, "migration_plan", with_one_more)
    assert [(one.name, one.words) for one in schema.findings()] == [
        ("schema:content.0099_drop:RemoveField-contentpage.seo_image", "removes a column")
    ]

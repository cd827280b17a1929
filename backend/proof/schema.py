"""Pending migrations that the code which serves now may not survive, known by their operations.

During a rollout the old code and the new one use one database, so the old code must run on the new
schema. Nothing is tried on production's data. What is removed or renamed, and what must be filled
that old code does not fill, has to wait for the release after the one that no longer needs it. Code
that changes rows cannot be judged here: whoever knows that the old code reads them accepts it.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib.postgres.operations import CreateExtension
from django.db import connection
from django.db.migrations import operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from proof.findings import Finding

PROBE: Final = "migrations"
# They change no table, or nothing that code could notice.
HARMLESS: Final = (
    operations.CreateModel,
    operations.AddIndex,
    operations.RemoveIndex,
    operations.RenameIndex,
    operations.RemoveConstraint,
    operations.AlterModelOptions,
    operations.AlterModelManagers,
    operations.AlterModelTableComment,
    CreateExtension,
)


def findings() -> list[Finding]:
    """None for an empty database, from which nothing serves."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return []
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return []
    review = Review(executor._create_project_state(with_applied_migrations=True))  # type: ignore[attr-defined]
    return [
        Finding(f"schema:{migration.app_label}.{migration.name}:{what}", PROBE, words)
        for migration, _ in plan
        for what, words in review.faults_of(migration)
    ]


class Review:
    """Migrations in turn. ``made`` are models that they make, which the old code does not know."""

    def __init__(self, state: ProjectState) -> None:
        self.app, self.state = "", state
        self.made: set[tuple[str, str]] = set()

    def faults_of(self, migration: Any) -> Iterator[tuple[str, str]]:
        """Names of operations, and what is wrong with them."""
        self.app = migration.app_label
        for operation in migration.operations:
            before = self.state.clone()
            operation.state_forwards(self.app, self.state)
            yield from self.each(operation, before)

    def each(self, operation: Any, before: ProjectState) -> Iterator[tuple[str, str]]:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            for inner in operation.database_operations:
                yield from self.each(inner, before)
            return
        if isinstance(operation, operations.CreateModel):
            self.made.add((self.app, operation.name_lower))
        model = getattr(operation, "model_name_lower", getattr(operation, "name_lower", ""))
        if (self.app, model) in self.made or isinstance(operation, HARMLESS):
            return
        if words := self.fault(operation, before):
            yield what(operation), words

    def fault(self, operation: Any, before: ProjectState) -> str:
        match operation:
            case operations.AddField():
                field = self.field(self.state, operation)
                return "must be filled, which the old code does not do" if is_filled(field) else ""
            case operations.RemoveField():
                gone = self.field(before, operation).many_to_many
                return "removes a table" if gone else "removes a column"
            case operations.AlterField():
                return alteration(self.field(before, operation), self.field(self.state, operation))
            case operations.DeleteModel():
                return "removes a table"
            case operations.RenameField() | operations.RenameModel() | operations.AlterModelTable():
                return "renames what the old code uses"
            case operations.RunPython(code=code):
                words = "changes rows, which this check cannot judge"
                return "" if code == operations.RunPython.noop else words
            case operations.AddConstraint() | operations.AlterUniqueTogether():
                return "forbids what the old code may write"
        return "changes the schema in a way that this check does not know"

    def field(self, state: ProjectState, operation: Any) -> Any:
        """As the models have it: only there a foreign key knows its column."""
        model = state.apps.get_model(self.app, operation.model_name)
        return model._meta.get_field(operation.name)


def what(operation: Any) -> str:
    """``RemoveField-page.colour``."""
    names = ("model_name", "name", "old_name")
    parts = [getattr(operation, name) for name in names if getattr(operation, name, None)]
    return "-".join([type(operation).__name__, ".".join(dict.fromkeys(parts))]).strip("-")


def is_filled(field: Any) -> bool:
    """Whether an INSERT has to name it: Django leaves no default behind in the database."""
    has_column = field.concrete and not field.many_to_many
    return has_column and not (field.null or field.has_db_default() or field.generated)


def alteration(old: Any, new: Any) -> str:
    if old.many_to_many or new.many_to_many:
        return "" if old.many_to_many == new.many_to_many else "changes what it is stored in"
    if old.column != new.column:
        return "renames a column"
    if old.null and not new.null:
        return "forbids NULL, which the old code may write"
    if new.unique and not old.unique:
        return "forbids what the old code may write twice"
    types = [field.db_type(connection) for field in (old, new)]
    if types[0] == types[1] or is_wider(old, new, types):
        return ""
    return f"changes a column from {types[0]} to {types[1]}"


def is_wider(old: Any, new: Any, types: list[str]) -> bool:
    """A longer text, which the old code can read and write as before."""
    if not types[0].startswith("varchar"):
        return types[0] == "integer" and types[1] == "bigint"
    return types[1] == "text" or (
        types[1].startswith("varchar") and (new.max_length or 0) >= (old.max_length or 0)
    )

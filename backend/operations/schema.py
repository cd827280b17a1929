"""Which migrations are applied, and which are not."""

import pkgutil
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


@cache
def in_code() -> frozenset[tuple[str, str]]:
    """App and name of each migration of the code, by the names of the files.

    Django's loader imports all of them, which takes half a second and memory that is never freed.
    """
    found = set()
    for config in apps.get_app_configs():
        module, _ = MigrationLoader.migrations_module(config.label)
        try:
            package = import_module(module) if module else None
        except ModuleNotFoundError:
            continue  # an app without models
        if package is not None:
            found |= {(config.label, one.name) for one in pkgutil.iter_modules(package.__path__)}
    return frozenset(found)


def state() -> dict[str, Any]:
    """How many migrations are applied, and the names of those that are not.

    A squashed migration is recorded together with the migrations that it replaces.
    """
    applied = MigrationRecorder(connection).applied_migrations().keys()
    missing = sorted(in_code() - set(applied))
    return {"applied": len(applied), "unapplied": [".".join(one) for one in missing]}

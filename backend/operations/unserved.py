"""Keeps Wagtail's API v3 from loading at start, because this site does not serve it.

Wagtail's apps register themselves with it whether it is installed or not, and to import it costs
a tenth of the CPU that a function's INIT takes.
https://github.com/wagtail/wagtail/blob/v8.0.1/wagtail/images/apps.py
"""

import sys
from types import ModuleType
from typing import Any, Final

from django.apps import apps

API: Final = "wagtail.api.v3"
# What the apps' ``ready`` imports of it. A module that is there already is not looked for.
MODULES: Final = (
    f"{API}.api",
    "wagtail.contrib.redirects.api.v3",
    "wagtail.documents.api.v3.registry",
    "wagtail.documents.api.v3.router",
    "wagtail.images.api.v3.registry",
    "wagtail.images.api.v3.router",
    "wagtail.snippets.api.v3",
    "wagtail.snippets.api.v3.router",
)


class Unserved(ModuleType):
    """Takes what is registered, and keeps nothing of it."""

    router = None

    @property
    def api(self) -> "Unserved":
        return self

    def add_router(self, path: str, router: Any) -> None:
        """Nothing."""

    def register_content_types(self) -> None:
        """Nothing."""


def leave_out() -> None:
    """Called before any of Wagtail's apps is ready."""
    if not apps.is_installed(API):
        for name in MODULES:
            sys.modules.setdefault(name, Unserved(name))

"""Keeps Wagtail's API v3 from loading at start, because this site does not serve it.

Wagtail's apps register themselves with the API even if it is not installed. Importing it would take
a tenth of the CPU time of a function's INIT.
https://github.com/wagtail/wagtail/blob/v8.0.1/wagtail/images/apps.py
"""

import sys
from types import ModuleType
from typing import Any, Final

from django.apps import apps

API: Final = "wagtail.api.v3"
# The modules that the apps' ``ready`` imports. Python does not import a module that exists.
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
    """Accepts registrations and ignores them."""

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

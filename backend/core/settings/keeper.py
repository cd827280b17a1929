"""The previews' keeper: as a preview, as the master of their server, asked by commands alone."""

from .preview import *
from .preview import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "keeper"]
# The template has the rows of pictures and no files; each preview puts them into its own folder.
STORAGES = {
    **{name: {"BACKEND": "django.core.files.storage.InMemoryStorage"} for name in STORAGES},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

"""The provisioner: like a preview, but it only runs commands, as the server's administrator."""

from .preview import *
from .preview import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "provisioner"]
# Whoever may invoke the function, the workflows of previews, would read the master's password with
# any other command: `shell`, `dbshell` or `diffsettings`.
FUNCTION_COMMANDS = ("preview_database", "preview_template")
# The template has the rows of pictures and no files; each preview puts them into its own folder.
STORAGES = {
    **{name: {"BACKEND": "django.core.files.storage.InMemoryStorage"} for name in STORAGES},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

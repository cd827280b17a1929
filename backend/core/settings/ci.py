"""Tests: whatever database the environment names, cheap password hashes, mail in memory."""

from .base import *
from .base import INSTALLED_APPS, STORAGES

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A process asks for it when it is told to, and not in the midst of a test that counts queries.
MAINTENANCE_FRESH_SECONDS = float("inf")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
INSTALLED_APPS = ["reviewing", *INSTALLED_APPS, "sample"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

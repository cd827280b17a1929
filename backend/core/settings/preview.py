"""A pull request's preview: production, but unlisted and without reach beyond its own host."""

from .prod import *

SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_HSTS_PRELOAD = False
SAMPLE_CONTENT_ALLOWED = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # no HSTS for subdomains: the host belongs to AWS, not to this project
    "security.W008",  # TLS ends before Lambda
    "security.W021",  # no preload, for the same reason as W005
]

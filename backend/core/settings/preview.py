"""A pull request's preview: production, but unlisted and without reach beyond its own host."""

from .prod import *
from .prod import MEGABYTE, MIDDLEWARE, env

SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_HSTS_PRELOAD = False
TRUSTED_PROXIES = 0  # a function URL: AWS itself tells the visitor's address
WAGTAILIMAGES_MAX_UPLOAD_SIZE = WAGTAILDOCS_MAX_UPLOAD_SIZE = 4 * MEGABYTE  # Lambda: 6, in base64
SAMPLE_CONTENT_ALLOWED = True
INDEXED = False
EMAIL_BACKEND = "core.kept_mail.KeepingBackend"
SHEETS_SOURCE = "sheets.stand_in.StandIn"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # no HSTS for subdomains: the host belongs to AWS, not to this project
    "security.W008",  # TLS ends before Lambda
    "security.W021",  # no preload, for the same reason as W005
    "wagtailadmin.W001",  # the package has static files under the names that visitors ask for alone
]

# The gate stands behind CORS, whose headers its refusals need, and behind health, which it lets by.
PREVIEW_PASSWORD = env["PREVIEW_PASSWORD"]
MIDDLEWARE = ["core.preview.NoIndexMiddleware", *MIDDLEWARE]
MIDDLEWARE.insert(
    MIDDLEWARE.index("core.health.HealthMiddleware") + 1, "core.preview.PasswordMiddleware"
)

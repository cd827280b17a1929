"""A pull request's preview: like production, but hidden from search engines and without network."""

from .prod import *
from .prod import INSTALLED_APPS, MEGABYTE, MIDDLEWARE, env

SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_HSTS_PRELOAD = False
CACHE_CONTROL = "private, no-cache"  # whoever has the password reads it, and no cache between
TRUSTED_PROXIES = 0  # a function URL: AWS itself tells the visitor's address
WAGTAILIMAGES_MAX_UPLOAD_SIZE = WAGTAILDOCS_MAX_UPLOAD_SIZE = 4 * MEGABYTE  # Lambda: 6, in base64
INSTALLED_APPS = ["reviewing", *INSTALLED_APPS, "sample"]
INDEXED = False
HAS_SCHEDULER = False  # Lambda stops between two requests
DB_TRUSTED_SECONDS = 0  # so it may not have read yet that the server closed a connection
SENTRY_DSN = ""  # reaches no network, and its package is without the library
EMAIL_BACKEND = "mail.kept.KeepingBackend"
SHEETS_SOURCE = "sheets.stand_in.StandIn"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # no HSTS for subdomains: the host belongs to AWS, not to this project
    "security.W008",  # TLS ends before Lambda
    "security.W021",  # no preload, for the same reason as W005
    "wagtailadmin.W001",  # the package has static files under the names that visitors ask for alone
]

# The gate stands behind CORS, whose headers its refusals need, and behind health, which it lets by.
PREVIEW_PASSWORD = env["PREVIEW_PASSWORD"]
PREVIEW_SIGN_IN = "/preview/sign-in/"  # where it is asked for, and so open
ROOT_URLCONF = "reviewing.urls"
MIDDLEWARE = ["web.preview_password.NoIndexMiddleware", *MIDDLEWARE]
MIDDLEWARE.insert(
    MIDDLEWARE.index("web.health.HealthMiddleware") + 1, "web.preview_password.PasswordMiddleware"
)

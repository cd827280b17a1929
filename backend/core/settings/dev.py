"""A developer's machine: SQLite, local files, mail on the console, the built SPA served at /."""

from .base import *
from .base import BASE_DIR, INSTALLED_APPS, MIDDLEWARE, env

DEBUG = env["DJANGO_DEBUG"]
HAS_SCHEDULER = not DEBUG  # Django's runserver has none
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if (BASE_DIR / "sample").exists():  # the image, which starts with these settings too, is without
    INSTALLED_APPS = [*INSTALLED_APPS, "sample"]
if not env["GOOGLE_SHEETS_CREDENTIALS_JSON"]:
    SHEETS_SOURCE = "sheets.stand_in.StandIn"

# WhiteNoise stands where S3, CloudFront and Amplify stand in production.
SITE_ROOT = BASE_DIR.parent / "frontend" / "dist"
WHITENOISE_ROOT = SITE_ROOT
WHITENOISE_INDEX_FILE = True
MIDDLEWARE = [*MIDDLEWARE]
MIDDLEWARE.insert(
    MIDDLEWARE.index("web.health.HealthMiddleware") + 1,
    "web.built_site.BuiltSiteMiddleware",
)

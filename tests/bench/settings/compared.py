"""The site with a constant view and what others would have written in place of its cached pages."""

from core.settings.dev import *
from core.settings.dev import LOGGING, MIDDLEWARE

ROOT_URLCONF = "tests.bench.peers"
SITE = "web.built_site.BuiltSiteMiddleware"  # production has no site in the backend
MIDDLEWARE = [name for name in MIDDLEWARE if name != SITE]
# As in production: Django warns of no 404, which has its access line.
LOGGING = {**LOGGING, "loggers": {**LOGGING["loggers"], "django.request": {"level": "ERROR"}}}

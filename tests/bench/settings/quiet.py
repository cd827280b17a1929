"""A preview without its access line, and with a constant view."""

from core.settings.preview import *
from core.settings.preview import MIDDLEWARE

ROOT_URLCONF = "tests.bench.peers"
ACCESS_LOG = "operations.logs.AccessLogMiddleware"
MIDDLEWARE = [name for name in MIDDLEWARE if name != ACCESS_LOG]

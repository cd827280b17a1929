"""A preview without its access line."""

from core.settings.preview import *
from core.settings.preview import MIDDLEWARE

ACCESS_LOG = "operations.logs.AccessLogMiddleware"
MIDDLEWARE = [name for name in MIDDLEWARE if name != ACCESS_LOG]

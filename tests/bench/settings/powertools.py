"""A preview whose access line and metrics are written by Powertools' own calls."""

from tests.bench.settings.quiet import *
from tests.bench.settings.quiet import MIDDLEWARE

MIDDLEWARE = ["tests.bench.powertools.PowertoolsMiddleware", *MIDDLEWARE]

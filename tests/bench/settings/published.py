"""Production with its static files collected in a folder of the bench."""

from core.settings.prod import *
from core.settings.prod import DATA_DIR

STATIC_ROOT = DATA_DIR / "static"

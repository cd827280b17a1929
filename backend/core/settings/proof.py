"""The server that `manage.py prove` starts: production's own, which changes nothing."""

from .prod import *
from .prod import CACHES, DATABASES, MIDDLEWARE, env

# Nothing of it reaches a shared cache, anybody's inbox or the database.
CACHES = {**CACHES, "default": {**CACHES["long_tail"], "LOCATION": "default", "max_entries": 2000}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SCHEDULE = {}
LOGS_STATE = False
SENTRY_DSN = ""
if env["DB_ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"]["options"] = "-c default_transaction_read_only=on"

# Refuses outgoing calls, and tells what each response cost.
# A release is proved during maintenance too.
MIDDLEWARE = ["proof.measuring.MeasuringMiddleware", *MIDDLEWARE]
MIDDLEWARE.remove("operations.maintenance.MaintenanceMiddleware")

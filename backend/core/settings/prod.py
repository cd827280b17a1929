"""Production: the deployment guide's security table, PostgreSQL over SSL, files on S3."""

from .base import *
from .base import AWS_S3_PREFIX, DATABASES, LOGGING, MIDDLEWARE, STORAGES, env

# Security, row by row
SECURE_BROWSER_XSS_FILTER = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
X_FRAME_OPTIONS = "DENY"
CORS_ALLOW_CREDENTIALS = True
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # SECURE_SSL_REDIRECT is off: CloudFront redirects to HTTPS
]

if env["DB_ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"]["sslmode"] = "require"

CHECKS_SITE = True
LOGS_STATE = True
SENTRY_DSN = env["SENTRY_DSN"]

# Files: hashed static names, media never overwritten, both read by visitors through the CDN.
AWS_STORAGE_BUCKET_NAME = env["AWS_STORAGE_BUCKET_NAME"]
AWS_S3_REGION_NAME = env["AWS_S3_REGION_NAME"]
AWS_S3_CUSTOM_DOMAIN = env["AWS_S3_CUSTOM_DOMAIN"] or (
    f"{AWS_STORAGE_BUCKET_NAME}.s3.{AWS_S3_REGION_NAME}.amazonaws.com"
)
AWS_QUERYSTRING_AUTH = False
AWS_DEFAULT_ACL = None
_files = (
    AWS_S3_CUSTOM_DOMAIN if "://" in AWS_S3_CUSTOM_DOMAIN else f"https://{AWS_S3_CUSTOM_DOMAIN}"
)
STATIC_URL = f"{_files}/{AWS_S3_PREFIX}static/"
MEDIA_URL = f"{_files}/{AWS_S3_PREFIX}media/"
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "files.media.MediaStorage"},
    "documents": {"BACKEND": "files.media.PrivateStorage"},
    "staticfiles": {"BACKEND": "files.storage.PublishedStaticStorage"},
}

# One JSON object a line. Each request has its access line, so Django need not warn of it as well.
MIDDLEWARE = ["operations.logs.AccessLogMiddleware", *MIDDLEWARE]
LOGGING = {
    **LOGGING,
    "formatters": {"line": {"()": "operations.logs.JsonFormatter"}},
    "loggers": {**LOGGING["loggers"], "django.request": {"level": "ERROR"}},
}

"""Settings of every runtime. The other modules here contain only the differences."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from core.environment import chosen_settings, load
from core.parsers import origin_of

env = load(chosen_settings())

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env["LOCAL_DATA_DIR"] or BASE_DIR)
SECRET_KEY = env["DJANGO_SECRET_KEY"]
SECRET_KEY_FALLBACKS = env["DJANGO_SECRET_KEY_FALLBACKS"]
ALLOWED_HOSTS = env["DJANGO_ALLOWED_HOSTS"]
APP_VERSION = env["APP_VERSION"]
STAGE = env["STAGE"]
FRONTEND_URL = env["FRONTEND_URL"]
API_BASE_URL = env["API_BASE_URL"]
TRUSTED_PROXIES = env["TRUSTED_PROXIES"]
DEBUG = False
ROOT_URLCONF = "core.urls"
WSGI_APPLICATION = "core.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "operations",
    "mail",
    "files",
    "content",
    "news",
    "sharing",
    "catalogue",
    "sheets",
    "forms",
    "api",
    "proof",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "corsheaders",
    "ninja",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "staff",  # last: after migrations it grants the permissions of all apps before it
]

# Health is before CommonMiddleware, which refuses requests with an unknown Host.
MIDDLEWARE = [
    "corsheaders.middleware.CorsMiddleware",
    "web.headers.XssFilterMiddleware",
    "web.content_policy.AdminPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "web.health.HealthMiddleware",
    "web.problems.ProblemMiddleware",
    "web.limits.BodyLimitMiddleware",
    "web.head.HeadMiddleware",
    "web.admission.AdmissionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "operations.maintenance.MaintenanceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "content.refusals.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Database: each thread keeps one connection. A connection that was lost is replaced.
# https://www.postgresql.org/docs/16/libpq-connect.html#LIBPQ-PARAMKEYWORDS
if env["DB_ENGINE"] == "django.db.backends.sqlite3":
    DATABASES = {
        "default": {
            "ENGINE": env["DB_ENGINE"],
            "NAME": str(DATA_DIR / env["DB_NAME"]),
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "web.postgresql",
            "NAME": env["DB_NAME"],
            "USER": env["DB_USER"],
            "PASSWORD": env["DB_PASSWORD"],
            "HOST": env["DB_HOST"],
            "PORT": env["DB_PORT"],
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {
                "connect_timeout": 5,
                "keepalives_idle": 30,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "tcp_user_timeout": 20_000,
            },
        }
    }

# For how long `web.postgresql` trusts a connection that rests. After a longer rest, a router may
# have forgotten it without a word.
DB_TRUSTED_SECONDS = 30

# PostgreSQL's timeouts, in seconds. `web.database_limits` applies them.
DB_STATEMENT_TIMEOUT = env["DB_STATEMENT_TIMEOUT"]
DB_LOCK_TIMEOUT = env["DB_LOCK_TIMEOUT"]

# Cache: Redis if REDIS_URL is set, else this process's memory. It holds counters of rate limits,
# and API responses. Two more caches are always in memory: "long_tail" for responses to text that
# visitors type, such as searches, and "missing" for 404 responses. So a flood of one kind removes
# only older responses of the same kind, and does not fill Redis.
_keys = {"KEY_PREFIX": APP_VERSION, "KEY_FUNCTION": "web.cache_keys.of_release"}


def _bounded(name: str, entries: int, megabytes: int) -> dict[str, Any]:
    """A cache in each process's memory."""
    return {
        "BACKEND": "web.bounded_memory.BoundedMemoryCache",
        "LOCATION": name,
        "OPTIONS": {"MAX_ENTRIES": entries, "MAX_BYTES": megabytes * 1024 * 1024},
        **_keys,
    }


CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "max_entries": 2000,
        **_keys,
    },
    "long_tail": _bounded("long_tail", entries=500, megabytes=16),
    "missing": _bounded("missing", entries=1000, megabytes=2),
}
if env["REDIS_URL"]:
    CACHES["default"] |= {
        "BACKEND": "web.cache.ResilientRedisCache",
        "LOCATION": env["REDIS_URL"],
    }

# What other caches may do with public responses: a browser asks each time. The CDN keeps them for
# 5 s, and serves them for another day if the backend fails.
CACHE_CONTROL = "public, max-age=0, s-maxage=5, stale-if-error=86400"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
PRIVATE_ROOT = DATA_DIR / "private"
AWS_S3_PREFIX = env["AWS_S3_PREFIX"]  # with S3: a folder of the bucket
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "documents": {"BACKEND": "files.media.LocalPrivateStorage"},
    "staticfiles": {"BACKEND": "files.storage.StaticStorage"},
}

# Uploads: which types, and how large. The admin shows these limits beside each upload.
MEGABYTE = 1024 * 1024
REQUEST_MAX_BYTES = 32 * MEGABYTE
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * MEGABYTE
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000  # a phone's largest picture; needs 150 MB of memory
WAGTAILIMAGES_IMAGE_FORM_BASE = "files.forms.ImageForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "csv", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * MEGABYTE
WAGTAILDOCS_DOCUMENT_FORM_BASE = "files.forms.DocumentForm"
WAGTAILDOCS_DOCUMENT_MODEL = "files.PrivateDocument"

# Email: the port decides between STARTTLS and TLS. 2587 and 2465 are further ports of Amazon SES.
EMAIL_BACKEND = "mail.bounded.BoundedBackend"
EMAIL_HOST = env["EMAIL_HOST"]
EMAIL_PORT = env["EMAIL_PORT"]
EMAIL_HOST_USER = env["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = env["EMAIL_HOST_PASSWORD"]
EMAIL_USE_SSL = EMAIL_PORT in {465, 2465}
EMAIL_USE_TLS = EMAIL_PORT in {587, 2587}
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env["DEFAULT_FROM_EMAIL"]

# Cross-site
_frontend, _backend = origin_of(FRONTEND_URL), origin_of(API_BASE_URL)
CORS_ALLOWED_ORIGINS = env["CORS_ALLOWED_ORIGINS"] or [o for o in [_frontend] if o]
CSRF_TRUSTED_ORIGINS = env["CSRF_TRUSTED_ORIGINS"] or [o for o in [_frontend, _backend] if o]
CORS_ALLOW_CREDENTIALS = True
CORS_EXPOSE_HEADERS = ["Retry-After"]
CORS_URLS_REGEX = r"^/(api|health)/"  # other sites may not call the admin
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long StreamField has more than Django's 1,000 fields

# Sign-in. A session ends when the browser is closed. With "Remember me" it ends after 12 hours.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
SESSION_ENGINE = "web.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60

# Lock-out: failures are counted in the database, which all workers share, and not in a cache.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "web.client_address.client_network"
AXES_LOCKOUT_CALLABLE = "staff.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in Wagtail's audit log
AXES_VERBOSE = False
DJANGO_SUPERUSER = {
    "username": env["DJANGO_SUPERUSER_USERNAME"],
    "password": env["DJANGO_SUPERUSER_PASSWORD"],
    "email": env["DJANGO_SUPERUSER_EMAIL"],
}

# Google Sheets
SHEETS_SOURCE = "sheets.google.Google"
GOOGLE_SHEETS_CREDENTIALS = env["GOOGLE_SHEETS_CREDENTIALS_JSON"]
GOOGLE_SHEETS_SCOPES = env["GOOGLE_SHEETS_SCOPES"]
GOOGLE_SHEETS_API_URL = env["GOOGLE_SHEETS_API_URL"]

# Commands that the scheduler runs, each with the function that returns whether it is due.
HAS_SCHEDULER = True
CHECKS_SITE = False  # True only in production: the check of links requests other sites
SCHEDULE = {
    "publish_scheduled": "content.scheduling.is_any_due",
    "refresh_sheets": "sheets.refreshing.is_any_due",
    "check_accessibility": "content.accessibility.checking.is_any_due",
    "delete_old_submissions": "forms.retention.is_any_due",
    "send_pending_notifications --due": "forms.notifications.is_any_due",
    "send_password_resets": "staff.password_reset.is_any_due",
}

# What the backend reports to `delivery status`, each with the function that returns it.
STATE = {
    "schema": "operations.schema.state",
    "content_version": "content.version.current",
    "mail": "forms.notifications.state",
    "resets": "staff.password_reset.state",
    "sheets": "sheets.refreshing.state",
}
MAINTENANCE_FRESH_SECONDS = 5.0  # for how long a process caches the mode
LOGS_STATE = False  # True: the scheduler writes the state to the log every minute

# Language and time
LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/Los_Angeles"
USE_TZ = True

# Wagtail
WAGTAIL_SITE_NAME = "Innovate to Grow"
EDITING_GUIDE_URL = env["EDITING_GUIDE_URL"]
WAGTAILADMIN_BASE_URL = API_BASE_URL or "http://localhost:8000"
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "wagtail.search.backends.database",
        "SEARCH_CONFIG": "english",  # how PostgreSQL finds the stem of a word
    }
}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # `content.embeds` sends no request to providers
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # see `content.visibility`
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English")]  # the Lambda package has no other
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {
            "features": [
                *("h2", "h3", "h4", "bold", "italic", "ul", "ol", "blockquote", "hr"),
                *("link", "document-link"),
            ]
        },
    }
}
INDEXED = True

# Each module of these packages is a block that pages are built from. See `content.blocks`.
BLOCK_PACKAGES = [
    "content.blocks",
    "catalogue.blocks",
    "sheets.blocks",
    "news.blocks",
    "forms.blocks",
]

SENTRY_DSN = ""  # see `operations.exception_reports`
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django_tasks": {"level": "WARNING"},  # it logs two lines for each object that is saved
        "botocore": {"level": "WARNING"},  # it logs where each client found its endpoint and key
        "axes": {"level": "ERROR"},  # staff.sign_in logs the same events
        "wagtail": {"level": "WARNING"},  # the admin shows its audit log
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # scanners cause these all day
    },
}

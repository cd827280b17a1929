"""Every environment variable of the backend and of the site's build, in one table.

Needs no package outside the standard library.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core import addresses, parsers

LOCAL: Final = frozenset({"dev", "ci"})
DEPLOYED: Final = frozenset({"prod", "preview", "proof", "provisioner"})
NOWHERE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Variable:
    """One row: the variable's name, its meaning, its format and its default.

    ``local`` replaces the default in dev and ci. ``reader`` is the program that reads the variable:
    ``backend``, or ``site`` for the build of the SPA. The backend does not read those of ``site``.
    The settings in ``required_in`` do not start without a value. Documents show ``example``.
    """

    name: str
    meaning: str
    parse: Callable[[str], Any] = parsers.plain
    default: str = ""
    local: str | None = None
    secret: bool = False
    required_in: frozenset[str] = NOWHERE
    example: str = ""
    reader: str = "backend"

    def raw(self, settings: str, environ: Mapping[str, str]) -> str:
        fallback = self.local if settings in LOCAL and self.local is not None else self.default
        return environ.get(self.name, "").strip() or fallback


VARIABLES: Final = (
    # Required
    Variable(
        "DJANGO_SECRET_KEY",
        "Signs sessions, tokens and password resets",
        parse=parsers.text,
        local="only-for-this-machine-and-never-deployed-anywhere-0123456789",
        secret=True,
        required_in=DEPLOYED,
        example="(random string)",
    ),
    Variable(
        "DJANGO_SECRET_KEY_FALLBACKS",
        "Earlier keys, separated by commas: what they signed is still accepted",
        parse=parsers.words,
        secret=True,
    ),
    Variable(
        "DJANGO_ALLOWED_HOSTS",
        "Hosts that the backend responds to, separated by commas; a leading dot adds subdomains",
        parse=addresses.hosts,
        local="localhost,127.0.0.1,[::1]",
        required_in=DEPLOYED,
        example="api.innovatetogrow.com,.cloudfront.net",
    ),
    Variable(
        "DB_NAME",
        "PostgreSQL database; with SQLite, a file in LOCAL_DATA_DIR",
        local="db.sqlite3",
        required_in=DEPLOYED,
        example="innovate_to_grow",
    ),
    Variable("DB_USER", "PostgreSQL user name", required_in=DEPLOYED, example="itg_user"),
    Variable(
        "DB_PASSWORD", "PostgreSQL password", parse=parsers.text, secret=True, required_in=DEPLOYED
    ),
    Variable(
        "DB_HOST",
        "PostgreSQL host",
        parse=addresses.database_server,
        required_in=DEPLOYED,
        example="itg-db.xxx.us-west-2.rds.amazonaws.com",
    ),
    Variable(
        "DB_PORT",
        "PostgreSQL port",
        parse=parsers.port,
        local="5432",
        required_in=DEPLOYED,
        example="5432",
    ),
    # AWS
    Variable(
        "AWS_STORAGE_BUCKET_NAME",
        "S3 bucket for /static/ and /media/",
        parse=addresses.bucket,
        default="itg-static-assets",
    ),
    Variable("AWS_S3_REGION_NAME", "Region of that bucket", default="us-west-2"),
    Variable(
        "AWS_S3_CUSTOM_DOMAIN",
        "Domain or whole address of the bucket's CloudFront distribution, which a release needs",
        parse=addresses.domain,
        example="d111111abcdef8.cloudfront.net",
    ),
    Variable(
        "AWS_S3_PREFIX",
        "Folder to use, if others share the bucket; empty: the whole bucket",
        parse=parsers.folder,
        example="pr-42/",
    ),
    Variable(
        "AWS_ACCESS_KEY_ID",
        "IAM access key; empty: the role's",
        parse=parsers.text,
        secret=True,
    ),
    Variable(
        "AWS_SECRET_ACCESS_KEY",
        "IAM secret key; empty: the role's",
        parse=parsers.text,
        secret=True,
    ),
    # Email
    Variable("EMAIL_HOST", "SMTP server", parse=addresses.server, default="smtp.gmail.com"),
    Variable("EMAIL_PORT", "SMTP port", parse=parsers.port, default="587"),
    Variable("EMAIL_HOST_USER", "SMTP user name"),
    Variable("EMAIL_HOST_PASSWORD", "SMTP password", parse=parsers.text, secret=True),
    Variable(
        "DEFAULT_FROM_EMAIL", "Sender address of the site's mail", default="i2g@g.ucmerced.edu"
    ),
    # CORS and security
    Variable(
        "CSRF_TRUSTED_ORIGINS",
        "Origins that may send forms; empty: the origins of FRONTEND_URL and API_BASE_URL",
        parse=addresses.trusted_origins,
    ),
    Variable(
        "CORS_ALLOWED_ORIGINS",
        "Origins whose scripts may read the API; empty: the origin of FRONTEND_URL",
        parse=addresses.origins,
    ),
    Variable(
        "FRONTEND_URL",
        "Address of the site: for CORS, canonical addresses and preview links",
        parse=addresses.site_url,
        example="https://innovatetogrow.com",
    ),
    Variable(
        "API_BASE_URL",
        "Address of the backend: for CSRF and links in mail",
        parse=addresses.site_url,
        example="https://api.innovatetogrow.com",
    ),
    Variable(
        "TRUSTED_PROXIES",
        "Number of our proxies that append to X-Forwarded-For: CloudFront and the load balancer. "
        "In a preview always 0",
        parse=parsers.digit,
        default="2",
        local="0",
    ),
    # Optional
    Variable(
        "DB_ENGINE",
        "Database engine",
        parse=parsers.database_engine,
        default="django.db.backends.postgresql",
        local="django.db.backends.sqlite3",
    ),
    Variable(
        "DB_STATEMENT_TIMEOUT",
        "Seconds after which PostgreSQL cancels a statement of a request; 0: never",
        parse=parsers.seconds,
        default="30",
    ),
    Variable(
        "DB_LOCK_TIMEOUT",
        "Seconds that a migration waits for another session's lock; 0: without limit",
        parse=parsers.seconds,
        default="15",
    ),
    Variable(
        "REDIS_URL",
        "Redis for the cache; empty: each process caches in memory (LocMemCache)",
        parse=addresses.redis_url,
        secret=True,
        example="rediss://itg.xxx.cache.amazonaws.com:6379/0",
    ),
    Variable(
        "DJANGO_SUPERUSER_USERNAME",
        "User name of the superuser that the bootstrap creates or updates",
        local="admin",
    ),
    Variable(
        "DJANGO_SUPERUSER_PASSWORD",
        "Password of that superuser; every bootstrap sets it again if it differs",
        parse=parsers.text,
        local="innovate-to-grow",
        secret=True,
    ),
    Variable("DJANGO_SUPERUSER_EMAIL", "Email address of that superuser", local="admin@localhost"),
    Variable(
        "GOOGLE_SHEETS_CREDENTIALS_JSON",
        "Service account that reads Google Sheets, as JSON on one line",
        parse=parsers.json_object,
        secret=True,
    ),
    Variable(
        "GOOGLE_SHEETS_SCOPES",
        "OAuth scopes, separated by commas",
        parse=parsers.words,
        default="https://www.googleapis.com/auth/spreadsheets.readonly",
    ),
    Variable(
        "GOOGLE_SHEETS_API_URL",
        "Address of the Google Sheets API",
        parse=addresses.url,
        default="https://sheets.googleapis.com",
    ),
    Variable(
        "EDITING_GUIDE_URL",
        "Address of the editors' guide, linked in the admin; empty: no link",
        parse=addresses.url,
        example="https://github.com/owner/name/blob/main/docs/editing.md",
    ),
    Variable(
        "SENTRY_DSN",
        "Sentry project that gets exceptions, without personal data; empty or the word off: none",
        parse=addresses.sentry_dsn,
        secret=True,
        example="https://KEY@o1.ingest.us.sentry.io/2",
    ),
    Variable(
        "APP_VERSION",
        "Commit that the code was built from; /health/ shows it",
        default="development",
    ),
    Variable(
        "STAGE",
        "Name of this environment in logs and metrics",
        default="local",
        example="pr-42",
    ),
    Variable(
        "PREVIEW_PASSWORD",
        "Password that a preview asks for, with any user name; empty: none",
        parse=parsers.text,
        secret=True,
    ),
    Variable(
        "LOCAL_DATA_DIR",
        "Folder for the SQLite file and local uploads; empty: backend/",
    ),
    Variable("DJANGO_DEBUG", "Django's debug pages; read only in dev", parse=parsers.boolean),
    # The SPA, at build time
    Variable(
        "VITE_API_BASE_URL",
        "Address of the API, written into the built site",
        parse=addresses.api_url,
        default="/api",
        example="https://api.innovatetogrow.com/api",
        reader="site",
    ),
    Variable(
        "VITE_BACKEND_URL",
        "Backend that Vite's development server forwards requests to",
        parse=addresses.site_url,
        default="http://localhost:8000",
        reader="site",
    ),
)

SECRETS: Final = frozenset(row.name for row in VARIABLES if row.secret)

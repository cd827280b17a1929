"""Every environment variable of the project in one table. Imports only the standard library."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core import addresses, parsers

LOCAL: Final = frozenset({"dev", "ci"})
DEPLOYED: Final = frozenset({"prod", "preview", "provisioner"})
NOWHERE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Variable:
    """One row: what a variable is called, means, must look like, and is when nobody sets it.

    ``local`` replaces the default in dev and ci. ``reader`` is the program that reads the variable:
    ``backend``, or ``site`` for the build of the SPA, which this table documents but never reads.
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
        "DJANGO_ALLOWED_HOSTS",
        "Hosts this backend answers to, separated by commas; a leading dot takes every subdomain",
        parse=addresses.hosts,
        local="localhost,127.0.0.1,[::1]",
        required_in=DEPLOYED,
        example="api.innovatetogrow.com,.cloudfront.net",
    ),
    Variable(
        "DB_NAME",
        "PostgreSQL database; with SQLite, a file below backend/",
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
        parse=parsers.number,
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
        "Domain that serves the bucket (CloudFront), or its whole address; empty: the bucket's own",
        parse=addresses.domain,
        example="d111111abcdef8.cloudfront.net",
    ),
    Variable(
        "AWS_S3_PREFIX",
        "Folder of that bucket, which others share; empty: all of it",
        parse=parsers.folder,
        example="pr-42/",
    ),
    Variable(
        "AWS_ACCESS_KEY_ID",
        "IAM access key, where no role gives one",
        parse=parsers.text,
        secret=True,
    ),
    Variable(
        "AWS_SECRET_ACCESS_KEY",
        "IAM secret key, where no role gives one",
        parse=parsers.text,
        secret=True,
    ),
    # Email
    Variable("EMAIL_HOST", "SMTP server", parse=addresses.server, default="smtp.gmail.com"),
    Variable("EMAIL_PORT", "SMTP port", parse=parsers.number, default="587"),
    Variable("EMAIL_HOST_USER", "SMTP user name"),
    Variable("EMAIL_HOST_PASSWORD", "SMTP password", parse=parsers.text, secret=True),
    Variable("DEFAULT_FROM_EMAIL", "Sender of the site's mail", default="i2g@g.ucmerced.edu"),
    # CORS and security
    Variable(
        "CSRF_TRUSTED_ORIGINS",
        "Origins whose forms are trusted; empty: those of FRONTEND_URL and API_BASE_URL",
        parse=addresses.trusted_origins,
    ),
    Variable(
        "CORS_ALLOWED_ORIGINS",
        "Origins whose scripts may read the API; empty: that of FRONTEND_URL",
        parse=addresses.origins,
    ),
    Variable(
        "FRONTEND_URL",
        "Where the SPA lives: CORS, canonical addresses, preview links",
        parse=addresses.site_url,
        example="https://innovatetogrow.com",
    ),
    Variable(
        "API_BASE_URL",
        "Where this backend lives: CSRF, links in mail",
        parse=addresses.site_url,
        example="https://api.innovatetogrow.com",
    ),
    Variable(
        "TRUSTED_PROXIES",
        "Proxies in front that append to X-Forwarded-For: CloudFront and the load balancer",
        parse=parsers.count,
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
        "Seconds after which PostgreSQL ends a statement of a request, never of a command; 0: none",
        parse=parsers.seconds,
        default="30",
    ),
    Variable(
        "DB_LOCK_TIMEOUT",
        "Seconds that a migration waits for a lock of another session; 0: as long as it takes",
        parse=parsers.seconds,
        default="15",
    ),
    Variable(
        "REDIS_URL",
        "Redis for the cache; empty: LocMemCache",
        parse=addresses.redis_url,
        secret=True,
        example="rediss://itg.xxx.cache.amazonaws.com:6379/0",
    ),
    Variable("DJANGO_SUPERUSER_USERNAME", "Superuser the bootstrap keeps", local="admin"),
    Variable(
        "DJANGO_SUPERUSER_PASSWORD",
        "Its password, made equal to this at every bootstrap",
        parse=parsers.text,
        local="innovate-to-grow",
        secret=True,
    ),
    Variable("DJANGO_SUPERUSER_EMAIL", "Its email address", local="admin@localhost"),
    Variable(
        "GOOGLE_SHEETS_CREDENTIALS_JSON",
        "Service account of Google Sheets, JSON on a single line",
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
        "The address of the Google Sheets API",
        parse=addresses.url,
        default="https://sheets.googleapis.com",
    ),
    Variable(
        "APP_VERSION",
        "Commit this code was built from, as /health/ tells it",
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
        "Password in front of a preview, under any user name; empty: none",
        parse=parsers.text,
        secret=True,
    ),
    Variable(
        "LOCAL_DATA_DIR",
        "Folder of the SQLite file and local uploads; empty: backend/",
    ),
    Variable("DJANGO_DEBUG", "Django's debug pages; read only in dev", parse=parsers.boolean),
    # The SPA, at build time
    Variable(
        "VITE_API_BASE_URL",
        "API address baked into the built SPA",
        parse=addresses.api_url,
        default="/api",
        example="https://api.innovatetogrow.com/api",
        reader="site",
    ),
    Variable(
        "VITE_BACKEND_URL",
        "Backend that Vite's dev server passes requests to",
        parse=addresses.site_url,
        default="http://localhost:8000",
        reader="site",
    ),
)

SECRETS: Final = frozenset(row.name for row in VARIABLES if row.secret)

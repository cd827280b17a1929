"""The deployment guide's tables of environment variables, row by row."""

from pathlib import Path

import pytest

from core.variables import DEPLOYED, VARIABLES, Variable
from delivery.tools import config

BY_NAME = {variable.name: variable for variable in VARIABLES}


REQUIRED = (
    ("DJANGO_SECRET_KEY", "(random string)"),
    ("DJANGO_ALLOWED_HOSTS", "api.innovatetogrow.com,.cloudfront.net"),
    ("DB_NAME", "innovate_to_grow"),
    ("DB_USER", "itg_user"),
    ("DB_PASSWORD", ""),
    ("DB_HOST", "itg-db.xxx.us-west-2.rds.amazonaws.com"),
    ("DB_PORT", "5432"),
)
OPTIONAL = (
    # AWS
    ("AWS_STORAGE_BUCKET_NAME", "itg-static-assets"),
    ("AWS_S3_REGION_NAME", "us-west-2"),
    ("AWS_ACCESS_KEY_ID", ""),
    ("AWS_SECRET_ACCESS_KEY", ""),
    # Email
    ("EMAIL_HOST", "smtp.gmail.com"),
    ("EMAIL_PORT", "587"),
    ("EMAIL_HOST_USER", ""),
    ("EMAIL_HOST_PASSWORD", ""),
    ("DEFAULT_FROM_EMAIL", "i2g@g.ucmerced.edu"),
    # CORS and security
    ("CSRF_TRUSTED_ORIGINS", ""),
    ("CORS_ALLOWED_ORIGINS", ""),
    ("FRONTEND_URL", ""),
    # Optional
    ("DB_ENGINE", "django.db.backends.postgresql"),
    ("REDIS_URL", ""),
    ("DJANGO_SUPERUSER_USERNAME", ""),
    ("DJANGO_SUPERUSER_PASSWORD", ""),
    ("DJANGO_SUPERUSER_EMAIL", ""),
    ("GOOGLE_SHEETS_CREDENTIALS_JSON", ""),
    ("GOOGLE_SHEETS_SCOPES", "https://www.googleapis.com/auth/spreadsheets.readonly"),
    # Frontend, at build time
    ("VITE_API_BASE_URL", "/api"),
    ("VITE_BACKEND_URL", "http://localhost:8000"),
)


@pytest.mark.parametrize(("name", "example"), REQUIRED)
def test_required_row(name: str, example: str) -> None:
    variable = BY_NAME[name]
    assert (variable.required_in, variable.default, variable.example) == (DEPLOYED, "", example)


@pytest.mark.parametrize(("name", "default"), OPTIONAL)
def test_optional_row(name: str, default: str) -> None:
    variable = BY_NAME[name]
    assert (variable.default, bool(variable.required_in)) == (default, False)


def test_every_other_variable_is_named_as_one_that_the_guide_does_not_have() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text()
    (row,) = [line for line in guide.splitlines() if "Variables that the guide does not" in line]
    others = set(BY_NAME) - {name for name, _ in (*REQUIRED, *OPTIONAL)}
    assert {name for name in others if f"`{name}`" not in row} == set()


@pytest.mark.parametrize(
    "name",
    [
        "DJANGO_SECRET_KEY",
        "DB_PASSWORD",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "EMAIL_HOST_PASSWORD",
        "DJANGO_SUPERUSER_PASSWORD",
        "GOOGLE_SHEETS_CREDENTIALS_JSON",
        "SENTRY_DSN",
        "REDIS_URL",  # may hold a password
    ],
)
def test_secret_row(name: str) -> None:
    assert BY_NAME[name].secret


@pytest.mark.parametrize(
    "row",
    [*VARIABLES, *config.VARIABLES, *config.DECISIONS, *config.CHOICES],
    ids=lambda row: row.name,
)
def test_the_default_and_the_example_of_a_variable_are_valid(
    row: Variable | config.DeliveryVariable,
) -> None:
    for text in filter(None, (row.default, row.example)):
        row.parse(text)

"""The rules, file by file."""

from pathlib import Path

import pytest

from delivery.package.contents import is_needed, link_needed
from delivery.package.source import is_served


@pytest.mark.parametrize(
    "name",
    [
        "wagtail/models/pages.py",
        "wagtail/models/__pycache__/pages.cpython-311.pyc",
        "wagtail/admin/templates/wagtailadmin/home.html",
        "wagtail/locale/en/LC_MESSAGES/django.mo",
        "django/conf/locale/en/LC_MESSAGES/django.mo",
        "django/conf/locale/de/formats.py",
        "django/test/client.py",
        "django/test/__pycache__/client.cpython-311.pyc",
        "django/templatetags/static.py",
        "storages/backends/s3boto3.py",
        "psycopg2_binary.libs/libpq-a17e3caa.so.5.17",
        "pydantic-2.14.3.dist-info/METADATA",
        "dateutil/rrule.py",
        "django_tasks-0.12.0.dist-info/entry_points.txt",
        "typing_extensions.py",
        "aws_lambda_powertools/utilities/__init__.py",
        "aws_lambda_powertools/utilities/__pycache__/__init__.cpython-311.pyc",
        "aws_lambda_powertools/utilities/parameters/ssm.py",
        "aws_lambda_powertools/utilities/typing/__pycache__/lambda_context.cpython-311.pyc",
        "PIL/_imaging.cpython-311-x86_64-linux-gnu.so",
        "PIL/_avif.cpython-311-x86_64-linux-gnu.so",
        "pydantic/main.py",
    ],
)
def test_is_carried(name: str) -> None:
    assert is_needed(name)


@pytest.mark.parametrize(
    "name",
    [
        "boto3/__init__.py",
        "botocore/data/s3/2006-03-01/service-2.json.gz",
        "botocore-1.44.5.dist-info/METADATA",
        "gunicorn/app/base.py",
        "wagtail/tests/test_blocks.py",
        "wagtail/test/utils/__init__.py",
        "wagtail/contrib/styleguide/tests.py",
        "wagtail/contrib/styleguide/__pycache__/tests.cpython-311.pyc",
        "wagtail/admin/static/wagtailadmin/js/vendor.js",
        "wagtail/locale/de/LC_MESSAGES/django.mo",
        "wagtail/locale/en/LC_MESSAGES/django.po",
        "rest_framework/static/rest_framework/css/bootstrap.min.css.map",
        "dateutil/zoneinfo/dateutil-zoneinfo.tar.gz",
        "django/contrib/gis/geos/point.py",
        "django/db/backends/oracle/base.py",
        "wagtail/contrib/styleguide/views.py",
        "pydantic-2.14.3.dist-info/RECORD",
        "psycopg2/py.typed",
        "cryptography/hazmat/bindings/_rust.abi3.so",
        "google/oauth2/service_account.py",
        "google_auth-2.63.0.dist-info/METADATA",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
        "pillow_heif.libs/libx265-3b50b725.so.204",
        "pillow_heif-1.0.0.dist-info/METADATA",
        "_pillow_heif.cpython-311-x86_64-linux-gnu.so",
        "aws_lambda_powertools/event_handler/openapi/swagger_ui/swagger-ui-bundle.min.js",
        "aws_lambda_powertools/utilities/parser/envelopes/base.py",
        "aws_lambda_powertools/utilities/batch/__pycache__/base.cpython-311.pyc",
        "PIL/_imagingft.cpython-311-x86_64-linux-gnu.so",
        "pillow.libs/libharfbuzz-0c77c97f.so.0.61321.0",
        "pydantic/v1/main.py",
        "pydantic/__pycache__/mypy.cpython-311.pyc",
        "aws_lambda_powertools/utilities/__pycache__/serialization.cpython-311.pyc",
        "redis/client.py",
        "redis-7.1.0.dist-info/METADATA",
        "willow/data/cascades/haarcascade_frontalface_alt2.xml",
    ],
)
def test_is_left_out(name: str) -> None:
    assert not is_needed(name)


def test_static_files_that_no_page_names_are_left_out() -> None:
    collected = [
        *("admin/jquery.js", "admin/jquery.min.js", "admin/jquery.min.js.map", "admin/base.css"),
        *("ninja/redoc.standalone.js", "ninja/swagger-ui-bundle.js", "LICENSE"),
    ]
    assert [name for name in collected if is_served(name, collected)] == [
        *("admin/jquery.min.js", "admin/base.css", "ninja/swagger-ui-bundle.js", "LICENSE")
    ]


def test_needed_files_are_linked_and_no_others(tmp_path: Path) -> None:
    installed, needed = tmp_path / "installed", tmp_path / "needed"
    for name in ("django/test/client.py", "django/locale/en/x.po", "boto3/session.py"):
        (installed / name).parent.mkdir(parents=True)
        (installed / name).write_text(name)

    link_needed(installed, needed)

    assert [path for path in needed.rglob("*") if path.is_file()] == [
        needed / "django/test/client.py"
    ]
    assert (needed / "django/test/client.py").samefile(installed / "django/test/client.py")

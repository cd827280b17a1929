"""Which files of the runtime packages Lambda needs."""

import os
from pathlib import Path, PurePosixPath
from typing import Final

from delivery.tools.archive import files_below

# What Lambda's own Python brings, but for dateutil, which icalendar needs in every runtime.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html#python-sdk-included
LAMBDA_BRINGS: Final = frozenset({"boto3", "botocore", "s3transfer"})
NEVER_RUN: Final = frozenset({"gunicorn"})
# What asks Google for sheets, a sixth of the package. A preview reaches no network and never asks.
ASKS_GOOGLE: Final = frozenset(
    {
        *("anyio", "cffi", "cryptography", "google", "google_auth", "h11", "httpcore", "httpx"),
        *("pyasn1", "pyasn1_modules", "pycparser"),
    }
)
# A preview caches in its own memory.
ASKS_REDIS: Final = frozenset({"async_timeout", "redis"})
# Nor does it report exceptions to Sentry: 0.9 MB.
REPORTS: Final = frozenset({"sentry_sdk"})
LEFT_OUT_PACKAGES: Final = LAMBDA_BRINGS | NEVER_RUN | ASKS_GOOGLE | ASKS_REDIS | REPORTS
UNUSED_PREFIXES: Final = (
    # For HEIC pictures, a tenth of the package. Wagtail takes none unless WAGTAILIMAGES_EXTENSIONS
    # says so, and Willow does without it.
    *("pillow_heif", "_pillow_heif", "_cffi_backend"),
    # Pillow's text in pictures, with the libraries that only it loads, and its pictures in Tk.
    *("PIL/_imagingft.", "pillow.libs/libfreetype-", "pillow.libs/libharfbuzz-"),
    *("pillow.libs/libbrotli", "pillow.libs/libpng16-", "PIL/_imagingtk."),
)
LEFT_OUT_TREES: Final = (
    "aws_lambda_powertools/event_handler/",
    "dateutil/zoneinfo/",  # a copy of what the system has, which Zappa drops half of
    *("django/contrib/flatpages/", "django/contrib/gis/", "django/contrib/redirects/"),
    "django/db/backends/mysql/",
    "django/db/backends/oracle/",
    "pydantic/mypy.py",
    "pydantic/v1/",  # models of pydantic 1, of which there are none
    # Applications of Wagtail that are not installed.
    *("wagtail/contrib/search_promotions/", "wagtail/contrib/simple_translation/"),
    *("wagtail/contrib/styleguide/", "wagtail/contrib/typed_table_block/"),
    "wagtail/project_template/",
    "willow/data/",  # for finding faces with OpenCV, which is not installed
)
POWERTOOLS_UTILITIES: Final = "aws_lambda_powertools/utilities/"
# Secrets are asked for with the first, and the log needs the next two.
USED_UTILITIES: Final = ("parameters/", "jmespath_utils/", "typing/", "__init__.py")
# Static files are in the package under the names that visitors ask for: see source.py.
LEFT_OUT_FOLDERS: Final = frozenset({"static", "test", "tests"})
LEFT_OUT_NAMES: Final = frozenset({"py.typed", "tests.py"})
LEFT_OUT_SUFFIXES: Final = frozenset({".c", ".h", ".map", ".po", ".pot", ".pth", ".pxd", ".pyi"})
METADATA: Final = frozenset({"METADATA", "entry_points.txt"})  # what importlib.metadata reads
LANGUAGE: Final = "en"  # the admin falls back to it for whoever chose another one


def is_needed(name: str) -> bool:
    """Whether the package carries this file, named relative to site-packages."""
    path = PurePosixPath(name)
    module = source_of(path)
    top, folders, source = path.parts[0], set(path.parts[1:-1]), module.as_posix()
    if top in LEFT_OUT_PACKAGES or source.startswith(LEFT_OUT_TREES + UNUSED_PREFIXES):
        return False
    utility = source.removeprefix(POWERTOOLS_UTILITIES)
    if utility != source and not utility.startswith(USED_UTILITIES):
        return False
    if top.endswith(".dist-info"):
        return path.name in METADATA and distribution(top) not in LEFT_OUT_PACKAGES
    if path.suffix == ".mo":
        return LANGUAGE in folders
    if path.suffix in LEFT_OUT_SUFFIXES or module.name in LEFT_OUT_NAMES:
        return False
    if path.parts[:2] == ("django", "test"):  # wagtail and ninja import from it
        return True
    return not folders & LEFT_OUT_FOLDERS


def distribution(metadata_folder: str) -> str:
    """``botocore-1.44.5.dist-info`` is of ``botocore``."""
    return metadata_folder.partition("-")[0]


def source_of(path: PurePosixPath) -> PurePosixPath:
    """The module that a file in ``__pycache__`` was compiled from; of others, the file itself."""
    if path.parent.name != "__pycache__":
        return path
    return path.parent.parent / f"{path.name.partition('.')[0]}.py"


def link_needed(installed: Path, needed: Path) -> None:
    """Make ``needed`` a folder of links to those installed files that Lambda needs."""
    for name in filter(is_needed, files_below(installed)):
        link = needed / name
        link.parent.mkdir(parents=True, exist_ok=True)
        os.link(installed / name, link)

"""What the text of a variable may be. Each parser returns the value or raises ValueError.

The error says what the text must be and never what it was. Imports only the standard library.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit


def text(raw: str) -> str:
    return raw


def plain(raw: str) -> str:
    """Text that is no secret. Quotes around it, which Docker keeps, would be a part of it."""
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'`":
        raise ValueError("text without quotes around it")
    return raw


def port(raw: str) -> int:
    if not raw.isascii() or not raw.isdigit() or not 0 < int(raw) < 65536:
        raise ValueError("a port number between 1 and 65535")
    return int(raw)


def digit(raw: str) -> int:
    if not re.fullmatch(r"[0-9]", raw):
        raise ValueError("a number from 0 to 9")
    return int(raw)


def seconds(raw: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", raw):
        raise ValueError("a whole number of seconds from 0 to 9999")
    return int(raw)


def boolean(raw: str) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False, "": False}
    if raw.lower() not in known:
        raise ValueError("true or false")
    return known[raw.lower()]


def words(raw: str) -> list[str]:
    return [word.strip() for word in raw.split(",") if word.strip()]


def folder(raw: str) -> str:
    if raw.startswith("/") or "//" in raw or " " in raw:
        raise ValueError("a folder such as pr-42/, without a slash before it")
    return f"{raw.rstrip('/')}/" if raw else ""


def json_object(raw: str) -> dict[str, Any]:
    try:
        value = json.loads(raw or "{}", strict=False)  # a key may hold real line breaks
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise ValueError("a JSON object on a single line")
    return value


def database_engine(raw: str) -> str:
    if raw not in {"django.db.backends.postgresql", "django.db.backends.sqlite3"}:
        raise ValueError("django.db.backends.postgresql or django.db.backends.sqlite3")
    return raw


def origin_of(address: str) -> str:
    """Scheme, host and port of a URL: ``https://example.org/api`` gives ``https://example.org``."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

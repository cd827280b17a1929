"""Content as Wagtail stores it."""

from typing import Any

ID = "00000000-0000-4000-8000-000000000001"


def item(value: Any, kind: str = "item") -> dict[str, Any]:
    return {"type": kind, "value": value, "id": ID}


def link(label: str = "Read more", **target: Any) -> dict[str, Any]:
    """``link(page=3)``, ``link(url="https://…")`` or ``link(email="…")``."""
    return {"label": label, "page": None, "url": "", "email": "", **target}


def picture(key: int, alt: str = "A robot arm", decorative: bool = False) -> dict[str, Any]:
    return {"image": key, "alt_text": alt, "decorative": decorative}

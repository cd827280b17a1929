"""Wagtail's preview sends a request through the middleware that no browser sent: it has a draft.

What answers by path would answer in the draft's place: at / the built site, at /health/ health.
"""

from django.http import HttpRequest


def shows_draft(request: HttpRequest) -> bool:
    """https://github.com/wagtail/wagtail/blob/v8.0/wagtail/models/preview.py"""
    return bool(getattr(request, "is_dummy", False))

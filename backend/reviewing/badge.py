"""The admin of a preview says at its top which pull request and which commit it shows."""

import re
from typing import Final

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

NUMBER: Final = re.compile(r"pr-(\d+)")
SHOWN: Final = 7  # characters of a commit, as GitHub shows it
# In the flow of the page, so that it covers nothing. The sidebar's button stands at its left.
STYLE: Final = (
    "margin:0;padding:.25rem 3.5rem;background:#ffd45e;color:#1b1b1b;"
    "font:600 .875rem/1.4 sans-serif;text-align:center"
)


def badge() -> SafeString:
    """Empty where this is no preview of a pull request."""
    if not NUMBER.fullmatch(settings.STAGE):
        return SafeString("")
    return format_html(
        '<aside aria-label="Preview" style="{}">Preview of #{}, commit {}</aside>',
        STYLE,
        number(),
        settings.APP_VERSION[:SHOWN],
    )


def number() -> str:
    """Of the pull request; the stage's name where it is of none."""
    found = NUMBER.fullmatch(settings.STAGE)
    return found[1] if found else settings.STAGE

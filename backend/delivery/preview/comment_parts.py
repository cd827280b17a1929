"""The two parts of a pull request's comment: the preview, and below it the comparison. Pure.

Two jobs write them. The comment's last line says how many characters the lower part has. So no text
of somebody else can look like the border between the parts.
"""

import re
from typing import Final

END: Final = re.compile(r"\n<!-- comparison (\d{1,5}) -->\Z")


def split(text: str) -> tuple[str, str]:
    """The upper part and the lower part. Either may be empty."""
    found = END.search(text)
    if not found or int(found[1]) > found.start():
        return text, ""
    border = found.start() - int(found[1])
    return text[:border].removesuffix("\n\n"), text[border : found.start()]


def join(upper: str, lower: str) -> str:
    if not lower:
        return upper
    return f"{upper}\n\n{lower}\n<!-- comparison {len(lower)} -->"

"""Words as the catalogue compares them: without case, accents and punctuation."""

import re
import unicodedata

from web.text import clean_text

WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text: "Señor CAP-104" is ``["senor", "cap", "104"]``."""
    plain = unicodedata.normalize("NFKD", clean_text(text).casefold())
    return WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def searchable(*texts: str) -> str:
    """All words, each after a space, so that " rob" is found where a word begins with "rob"."""
    return "".join(f" {word}" for text in texts for word in words(text))

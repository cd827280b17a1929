"""Words as searches compare them: without case, accents and punctuation, in singular or plural."""

import re
import unicodedata
from typing import Final

from web.text import clean_text

WORD: Final = re.compile(r"[^\W_]+")
# An ending, what stands in its place, and how long the rest has to be. The first that fits counts.
ENDINGS: Final = (
    ("ies", "y", 3),
    *((f"{sibilant}es", sibilant, 3) for sibilant in ("ss", "x", "ch", "sh", "z")),
    ("ss", "ss", 0),
    ("us", "us", 0),
    ("is", "is", 0),
    ("s", "", 3),
    ("ing", "", 4),
    ("ed", "", 4),
)


def fold(text: str) -> str:
    """Without case and accents: "Señor" is "senor"."""
    plain = unicodedata.normalize("NFKD", clean_text(text).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of a text: "Señor CAP-104" is ``["senor", "cap", "104"]``."""
    return WORD.findall(fold(text))


def forms(word: str) -> list[str]:
    """The word and, where it has an English ending, the word without: "capstones", "capstone"."""
    for ending, rest, shortest in ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word:
            found = f"{stem}{rest}"
            return [word] if found == word or len(found) < shortest else [word, found]
    return [word]

"""Other words for a search that found nothing: each one letter away from what was typed."""

import string
from collections import Counter
from collections.abc import Iterator
from typing import Final

from content.words import forms, words

SHORTEST: Final = 4  # of three letters, too many words are one letter away
LETTERS: Final = string.ascii_lowercase + string.digits

Vocabulary = Counter[str]


def suggestion(query: str, known: Vocabulary) -> str:
    """The query with each unknown word replaced; empty where one has nothing near it."""
    typed = words(query)
    near = [word if is_known(word, known) else nearest(word, known) for word in typed]
    return " ".join(near) if all(near) and near != typed else ""


def is_known(word: str, known: Vocabulary) -> bool:
    return any(form in known for form in forms(word))


def nearest(word: str, known: Vocabulary) -> str:
    """The most frequent word one letter away, the first in the alphabet of several."""
    if len(word) < SHORTEST:
        return ""
    found = {other for other in one_letter_away(word) if other in known}
    return min(found, key=lambda other: (-known[other], other), default="")


def one_letter_away(word: str) -> Iterator[str]:
    """One letter left out, put in, changed, or changed places with its neighbour."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        for letter in LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]

"""Other words for a search that found nothing: each one letter away from what was typed."""

import string
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import Final

from django.core.cache import cache

from content import version
from content.words import forms, words

SHORTEST: Final = 4  # of three letters, too many words are one letter away
LETTERS: Final = string.ascii_lowercase + string.digits

Vocabulary = Counter[str]


class Kept:
    """The words of the site, counted once for each content version, in each process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version, self._words = -1, Counter[str]()

    def get(self, read: Callable[[], Iterable[str]]) -> Vocabulary:
        current = version.confirm(cache.get(version.KEY), version.mark())
        with self._lock:
            if self._version != current:
                self._words, self._version = Counter(read()), current
            return self._words


kept = Kept()


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

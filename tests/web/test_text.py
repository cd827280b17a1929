"""What ``clean_text`` leaves out, and what it leaves alone."""

import json
from xml.etree import ElementTree

import pytest

from web.text import clean, clean_text

UNWANTED = [
    *map(chr, [*range(9), *range(14, 28), 31, 127, *range(0x80, 0x85), *range(0x86, 0xA0)]),
    *("\ud800", "\udbff", "\udc00", "\udfff", "\ufdd0", "\ufdef", "\ufffe", "\uffff"),
    *("\U0001fffe", "\U0010ffff"),
]
LINE_BREAKS = ["\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


def test_nothing_is_left_that_a_document_refuses() -> None:
    for character in (*UNWANTED, *LINE_BREAKS):
        kept = "".join(map(clean_text, (f"a{character}b", f"{character}")))
        ElementTree.fromstring(f"<a>{kept}</a>")  # noqa: S314 (ours)
        kept.encode()
        assert character not in kept, ascii(character)


@pytest.mark.parametrize("character", LINE_BREAKS, ids=ascii)
def test_what_breaks_a_line_keeps_words_apart(character: str) -> None:
    assert clean_text(f"one{character}two") == "one two"
    assert clean_text(f"one{character}two", "\n") == "one\ntwo"


@pytest.mark.parametrize(
    "text", ["", "a\tb\r\nc\n", "Zoë Núñez", "שלום", "🚀 👩‍🚀", "\U00020000", "a\xa0b", "a\u200db"]
)
def test_all_other_text_stays(text: str) -> None:
    assert clean_text(text) == text


def test_texts_anywhere_in_json_are_cleaned() -> None:
    stored = json.loads(r'{"a\u0000": [{"b": "c\u000bd"}, ["\ud800", 1, null, true]]}')
    assert clean(stored) == {"a": [{"b": "c d"}, ["", 1, None, True]]}

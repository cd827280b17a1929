"""What a screen reader needs of a PDF: tags and a title (PDF/UA, WCAG technique PDF18)."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

STREAM: Final = re.compile(rb"<<(?:(?!stream).){0,400}?/ObjStm.{0,400}?stream\r?\n", re.DOTALL)
TAGGED: Final = re.compile(rb"/StructTreeRoot\b")
# Bookmarks have titles too: this is the dictionary that also says what made the document.
DICTIONARY: Final = re.compile(rb"<<[^<>]*(?:<[0-9A-Fa-f\s]*>[^<>]*)*>>")
MADE: Final = re.compile(rb"/(?:Producer|Creator|CreationDate|ModDate)\b")
TITLE: Final = re.compile(rb"/Title\s*(?:\(\s*[^)\s]|<\s*[0-9A-Fa-f])")
XMP_TITLE: Final = re.compile(rb"<dc:title>.*?<rdf:li[^>]*>\s*[^<\s]", re.DOTALL)
LARGEST: Final = 20_000_000  # bytes of one stream, unpacked


def faults(content: bytes) -> list[str]:
    """In words; empty for a document that has both."""
    parts = [content, *object_streams(content)]
    found = []
    if not any(TAGGED.search(part) for part in parts):
        found.append("has no tags, so a screen reader cannot tell headings, lists and tables")
    if not any(has_title(part) for part in parts):
        found.append("has no title")
    return found


def has_title(part: bytes) -> bool:
    known = (it[0] for it in DICTIONARY.finditer(part) if MADE.search(it[0]))
    return bool(XMP_TITLE.search(part)) or any(TITLE.search(each) for each in known)


def object_streams(content: bytes) -> Iterator[bytes]:
    """Since PDF 1.5 the objects of a document may be packed."""
    for match in STREAM.finditer(content):
        try:
            yield zlib.decompressobj().decompress(content[match.end() :], LARGEST)
        except zlib.error:
            continue

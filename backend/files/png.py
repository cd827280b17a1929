"""PNG files without the texts that programs write into them.

Nobody sees these texts on the site, and Pillow refuses a picture for one over 1 MB.
"""

from collections.abc import Iterator
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
TEXTS: Final = (b"tEXt", b"zTXt", b"iTXt")
AROUND: Final = 12  # bytes of a chunk besides its content: length, name, checksum


def without_texts(content: bytes) -> bytes:
    """``content`` unchanged where it is no PNG; what cannot be read as chunks stays as it is."""
    if not content.startswith(SIGNATURE):
        return content
    return SIGNATURE + b"".join(chunk for chunk in chunks(content) if chunk[4:8] not in TEXTS)


def chunks(content: bytes) -> Iterator[bytes]:
    """The chunks after the signature; the last is cut where the file is."""
    start = len(SIGNATURE)
    while start < len(content):
        end = start + AROUND + int.from_bytes(content[start : start + 4], "big")
        yield content[start:end]
        start = end

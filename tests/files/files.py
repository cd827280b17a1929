"""Files as editors bring them, and as attackers do."""

import struct
import zlib
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from PIL import Image

PNG: Final = b"\x89PNG\r\n\x1a\n"
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF: Final = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str = "PNG", width: int = 300, height: int = 200) -> bytes:
    file = BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(file, kind)
    return file.getvalue()


def animation() -> bytes:
    file = BytesIO()
    frames = [Image.effect_noise((90, 60), spread).convert("P") for spread in (20, 40, 60)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of one bit a pixel that says it has this size, whatever it holds."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return PNG + head + b"".join(chunks) + data + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small picture with a comment of 100 MB, packed into 100 kB."""
    return png(10, 10, chunk(b"zTXt", b"Comment\0\0" + compressed_many_times(b"a" * 1_000_000)))


def compressed_many_times(content: bytes, times: int = 100) -> bytes:
    """As zlib compresses ``content * times``, which would take a hundred times as long.

    After a full flush the compressor has forgotten what came before, so its output may be repeated.
    """
    compressor = zlib.compressobj()
    parts = (b"", content)
    head, block = (compressor.compress(it) + compressor.flush(zlib.Z_FULL_FLUSH) for it in parts)
    checksum = 1
    for _ in range(times):
        checksum = zlib.adler32(content, checksum)
    end = zlib.compressobj(wbits=-zlib.MAX_WBITS).flush()
    return head + block * times + end + struct.pack(">I", checksum)


def zipped(*names: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<xml/>")
    return file.getvalue()


def office(folder: str) -> bytes:
    return zipped("[Content_Types].xml", "_rels/.rels", f"{folder}/document.xml")

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


def animation(kind: str = "GIF", frames: int = 3) -> bytes:
    file = BytesIO()
    first, *others = [Image.effect_noise((90, 60), 20 + n).convert("L") for n in range(frames)]
    first.save(file, kind, save_all=True, append_images=others)
    return file.getvalue()


def unreadable_profile() -> bytes:
    """A picture in ink, which cannot be told in red, green and blue without its profile."""
    file = BytesIO()
    Image.new("CMYK", (20, 20)).save(file, "JPEG", icc_profile=b"no profile at all" * 20)
    return file.getvalue()


def unreadable_exif() -> bytes:
    file = BytesIO()
    Image.new("RGB", (20, 20), "navy").save(file, "JPEG", exif=b"Exif\0\0no such data")
    return file.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of one bit a pixel that says it has this size, whatever it holds."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return PNG + head + b"".join(chunks) + data + chunk(b"IEND", b"")


def large_profile() -> bytes:
    profile = b"sRGB\0\0" + zlib.compress(bytes(2_000_000))
    return picture()[:33] + chunk(b"iCCP", profile) + picture()[33:]


def clear_in_16_bits() -> bytes:
    """Grey from black to white in 16 bits, of which black is transparent."""
    row = b"\0" + b"".join(struct.pack(">H", n * 256) for n in range(256))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 256, 4, 16, 0, 0, 0, 0))
    data = chunk(b"tRNS", b"\0\0") + chunk(b"IDAT", zlib.compress(row * 4))
    return PNG + head + data + chunk(b"IEND", b"")


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

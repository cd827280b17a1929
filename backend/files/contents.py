"""Detects the type of a file from its content, not from its name."""

import codecs
import re
import sys
from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias
from zipfile import BadZipFile, ZipFile

import filetype
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from files import png
from files.decoders import FORMATS

HEAD_BYTES: Final = 8192  # all that filetype looks at
UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # Excel's "Unicode text"
# Control characters that no text holds; it may hold tab, line feed, soft return, form feed, return.
BINARY: Final = re.compile(r"[\0-\x08\x0e-\x1f]")

Upload: TypeAlias = "File[bytes]"


def is_pdf(file: Upload) -> bool:
    """Whether a PDF starts in the first 1,024 bytes, where readers look for it.

    A mark, a newline or a printer's commands may come before it, but no other kind of file.
    """
    before, mark, _ = file.read(1024).partition(b"%PDF-")
    return bool(mark) and b"<" not in before and not filetype.guess(before)


def is_office(folder: str, file: Upload) -> bool:
    """Whether it is a zip that Word, Excel or PowerPoint would open; nothing is unpacked."""
    try:
        names = ZipFile(file).namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)


def is_text(file: Upload) -> bool:
    """Whether it is text in UTF-16 with its mark, or in anything that extends ASCII."""
    encoding = "utf-16" if file.read(2) in UTF_16 else "latin-1"
    file.seek(0)
    try:
        chunks = codecs.iterdecode(file.chunks(), encoding)
        return not any(BINARY.search(chunk) for chunk in chunks)
    except UnicodeDecodeError:
        return False


KINDS: Final[dict[str, Callable[[Upload], bool]]] = {
    "pdf": is_pdf,
    "docx": partial(is_office, "word/"),
    "xlsx": partial(is_office, "xl/"),
    "pptx": partial(is_office, "ppt/"),
    "csv": is_text,
    "txt": is_text,
}


def check_document(file: Upload, extension: str) -> None:
    """Refuse a file whose content is not of the kind that its extension says.

    Raises ValidationError with what it is instead, where that can be told.
    """
    file.seek(0)
    found = filetype.guess_extension(file.read(HEAD_BYTES))
    file.seek(0)
    fits = KINDS[extension](file)
    file.seek(0)
    if not fits:
        instead = f"looks like .{found}" if found else "is something else, or damaged"
        raise ValidationError(
            f"This file is named .{extension}, but its content {instead}. "
            f"Save it as .{extension} and upload that file.",
            code="wrong_content",
        )


def stated_size(file: Upload) -> tuple[int, int]:
    """What a picture says of its own size, with nothing decoded; (0, 0) where it is no picture."""
    file.seek(0)
    try:
        with Image.open(file, formats=FORMATS) as picture:
            return picture.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return sys.maxsize, 1
    except Exception:  # each format's parser fails in its own way
        return 0, 0
    finally:
        file.seek(0)


def without_texts(file: Upload) -> Upload:
    """A picture as uploaded, less the texts that a PNG carries."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    less = png.without_texts(content)
    if less == content:
        return file
    return SimpleUploadedFile(str(file.name), less)


def check_size(file: Upload, most_pixels: int, longest_side: int) -> None:
    """Refuse a picture by what it says of its size, before anything is decoded.

    Raises ValidationError.
    """
    width, height = stated_size(file)
    if width * height > most_pixels:
        raise ValidationError(
            f"This picture is too large: at most {most_pixels / 1_000_000:g} million pixels. "
            "Make it smaller first.",
            code="file_too_many_pixels",
        )
    if max(width, height) > longest_side:
        raise ValidationError(
            f"This picture is too long: it has {width:,} by {height:,} pixels, "
            f"and no side may have more than {longest_side:,}. "
            "Make it smaller, or cut it into several pictures.",
            code="side_too_long",
        )


def unreadable(error: Exception) -> ValidationError:
    """Why a picture that cannot be decoded is refused."""
    if "too large" in str(error):  # what Pillow says of a profile; texts are gone by then
        return ValidationError(
            "This picture has a colour profile of more than 1 MB. Export it in sRGB, "
            "without that profile, and upload that file.",
            code="large_profile",
        )
    return ValidationError(
        "This picture is damaged or was cut off on its way: it cannot be read to its end. "
        "Export or download it again and upload that file.",
        code="damaged",
    )


def unusable(error: Exception) -> ValidationError:
    """Why a picture is refused that can be decoded, and of which no rendition can be made."""
    return ValidationError(
        f"No web version of this picture can be made ({error}). "
        "Export it as PNG or JPEG, in RGB, and upload that file.",
        code="unusable",
    )

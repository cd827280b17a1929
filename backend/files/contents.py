"""What a file really is, whatever its name says."""

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
from PIL import Image, ImageSequence

HEAD_BYTES: Final = 8192  # all that filetype looks at
PICTURES: Final = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # Excel's "Unicode text"
# Control characters that no text holds; it may hold tab, line feed, soft return, form feed, return.
BINARY: Final = re.compile(r"[\0-\x08\x0e-\x1f]")

Upload: TypeAlias = "File[bytes]"


def is_pdf(file: Upload) -> bool:
    return bool(file.read(5) == b"%PDF-")


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


def stated_pixels(file: Upload) -> int:
    """What a picture says of its own size, with nothing decoded; 0 where it is no picture."""
    file.seek(0)
    try:
        with Image.open(file, formats=PICTURES) as picture:
            return picture.width * picture.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return sys.maxsize
    except Exception:  # each format's parser fails in its own way
        return 0
    finally:
        file.seek(0)


def check_picture(file: Upload) -> None:
    """Refuse a picture that cannot be decoded to its end. Count its pixels before.

    Raises ValidationError.
    """
    file.seek(0)
    try:
        with Image.open(file, formats=PICTURES) as picture:
            for frame in ImageSequence.Iterator(picture):
                frame.load()
    except Exception as error:  # each format's decoder fails in its own way
        raise damaged() from error
    finally:
        file.seek(0)


def damaged() -> ValidationError:
    return ValidationError(
        "This picture is damaged or was cut off on its way: it cannot be read to its end. "
        "Export or download it again and upload that file.",
        code="damaged",
    )

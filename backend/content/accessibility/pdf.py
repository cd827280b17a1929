"""What a screen reader needs of a PDF: tags and a title (PDF/UA, WCAG technique PDF18).

pypdf reads the document's own table of contents, so a large file is not read as a whole. It takes a
while to import, which the server never does.
"""

from typing import IO, Any, Final

LOCKED: Final = "needs a password to be read, so it was not checked"
DAMAGED: Final = "is damaged, so it was not checked"
UNTAGGED: Final = "has no tags, so a screen reader cannot tell headings, lists and tables"
UNTITLED: Final = "has no title"


def faults(file: IO[bytes]) -> list[str]:
    """In words; empty for a document that has both."""
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, PyPdfError

    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            return [LOCKED]
        found = [] if "/StructTreeRoot" in reader.root_object else [UNTAGGED]
        return found if has_title(reader) else [*found, UNTITLED]
    except FileNotDecryptedError:
        return [LOCKED]
    except (PyPdfError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return [DAMAGED]


def has_title(reader: Any) -> bool:
    title = (reader.metadata and reader.metadata.title) or ""
    described = reader.xmp_metadata.dc_title if reader.xmp_metadata else None
    return any(str(each).strip() for each in (title, *(described or {}).values()))

"""Reads a report that somebody else's code wrote."""

from pathlib import Path
from typing import Final

from pydantic import ValidationError

from delivery.compare.report import Report
from delivery.tools.errors import DeliveryError

MOST_BYTES: Final = 4_000_000


def read(path: Path) -> Report:
    """Raises DeliveryError where it is missing, too large, or anything but a report.

    The message names the field and shows none of its content.
    """
    if not path.is_file() or path.is_symlink():
        raise DeliveryError(f"There is no report at {path}.", "Run `make compare` first.")
    with path.open("rb") as file:
        text = file.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise refused(path, f"it is larger than {MOST_BYTES:,} bytes")
    try:
        return Report.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise refused(path, f"{shown(place)}: {shown(first['msg'])}") from None
    except RecursionError:
        raise refused(path, "it is nested too deeply") from None


def refused(path: Path, why: str) -> DeliveryError:
    return DeliveryError(
        f"{path} is not a report of `make compare`: {why}.", "Run `make compare` again."
    )


def shown(text: str) -> str:
    """A name in the file may be anything."""
    return "".join(one if one.isprintable() else "�" for one in text)[:200]

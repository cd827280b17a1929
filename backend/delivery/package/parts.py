"""The two parts of the package, dependencies and our own code. Zappa makes each."""

import zipfile
from pathlib import Path
from typing import Final

from delivery.package import bytecode
from delivery.package.runtime import site_packages
from delivery.tools import archive
from delivery.tools.errors import DeliveryError

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
UNZIPPED_LIMIT: Final = 250 * 2**20


def empty_runtime(work: Path) -> Path:
    """A virtual environment without packages, for the part that is code alone."""
    folder = work / "no-packages"
    site_packages(folder).mkdir(parents=True)
    return folder


def append(made: Path, brought: Path, finished: Path, part: str) -> None:
    """Add to ``finished`` what the folder brought, and nothing that Zappa added for its handler.

    The part's bytecode becomes one file with its name. Zappa also drops base names at any depth
    without a word, so what it lost is looked for.
    """
    wanted = archive.files_below(brought)
    lost = wanted - {entry.name for entry in archive.entries(made)}
    if lost:
        raise DeliveryError(
            f"Zappa left out what Lambda needs: {', '.join(sorted(lost)[:10])}.",
            "Rename it, or list it in delivery/package/contents.py if Lambda does not need it.",
        )
    if finished.exists() and (
        twice := wanted & {entry.name for entry in archive.entries(finished)}
    ):
        raise DeliveryError(
            f"A dependency and the backend both contain {', '.join(sorted(twice)[:10])}.",
            "Rename it in the backend.",
        )
    with zipfile.ZipFile(made) as source:
        file, combined = bytecode.combine(wanted, source.read)
        archive.write(finished, {f"{part}{bytecode.SUFFIX}"}, lambda name: file)
        archive.write(finished, wanted - combined, source.read)


def refuse_too_large(finished: Path) -> None:
    size = sum(entry.size for entry in archive.entries(finished))
    if size > UNZIPPED_LIMIT:
        raise DeliveryError(
            f"The package is {size / 2**20:.0f} MiB unzipped; Lambda accepts at most 250.",
            "Remove a dependency, or list what Lambda does not need in "
            "delivery/package/contents.py.",
        )

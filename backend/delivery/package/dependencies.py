"""The dependencies' part of the package: nine tenths of it, made once for a lock file and kept."""

import hashlib
from pathlib import Path
from typing import Final

from delivery.package import parts, runtime, zappa
from delivery.tools import archive
from delivery.tools.build_folder import put
from delivery.tools.checkout import ROOT
from delivery.tools.progress import Say

ZIP: Final = "dependencies.zip"
PACKERS: Final = [
    ROOT / "requirements-delivery.txt",
    *(Path(archive.__file__), *sorted(Path(__file__).parent.glob("*.py"))),
]
STAMP: Final = "dependencies.sha256"  # of what it was made from, and of the zip


def ensure(
    installed: Path, needed: Path, settings: Path, folder: Path, work: Path, say: Say
) -> Path:
    """The zip in ``folder``, made again if it is damaged or anything that it is made from changed.

    ``installed`` is the runtime, ``needed`` a virtual environment with those files that Lambda
    needs. Raises DeliveryError.
    """
    kept, stamp = folder / ZIP, folder / STAMP
    sources = fingerprint(installed, runtime.site_packages(needed))
    if kept.is_file() and stamp.is_file() and stamp.read_text() == f"{sources} {digest(kept)}":
        say("Dependencies: unchanged")
        return kept
    say("Dependencies: running Zappa")
    stamp.unlink(missing_ok=True)
    no_code, finished = work / "no-code", work / ZIP
    no_code.mkdir()
    made = zappa.package(settings, no_code, needed, work)
    parts.append(made, runtime.site_packages(needed), finished, "dependencies")
    put(finished, kept)
    stamp.write_text(f"{sources} {digest(kept)}")
    return kept


def fingerprint(installed: Path, needed: Path) -> str:
    """Of the installed files, which of them Lambda needs, and who packs them."""
    found = hashlib.sha256((installed / runtime.STAMP).read_bytes())
    found.update("\0".join(sorted(archive.files_below(needed))).encode())
    for packer in PACKERS:
        found.update(packer.read_bytes())
    return found.hexdigest()


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Images: folders of code, found by their digests."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BIN: Final = Path(sys.executable).parent


@dataclass(frozen=True)
class Image:
    """A folder of code, and the version that its build baked in."""

    folder: Path
    version: str = "0123456789abcdef0123456789abcdef01234567"

    @property
    def environment(self) -> dict[str, str]:
        """What the image sets."""
        return {
            "DJANGO_SETTINGS_MODULE": "core.settings.prod",
            "APP_VERSION": self.version,
            "PYTHONUNBUFFERED": "1",
            "PATH": f"{BIN}:{os.defpath}",
        }


Images = Mapping[str, Image]


class Registry(Mapping[str, Image]):
    """The images that are in a folder: in a file named like the digest, where it is and which."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, digest: str, image: Image) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.file(digest).write_text(json.dumps([str(image.folder), image.version]))

    def file(self, digest: str) -> Path:
        return self.folder / f"{digest.rpartition(':')[2]}.json"

    def __getitem__(self, digest: str) -> Image:
        try:
            folder, version = json.loads(self.file(digest).read_text())
        except OSError as error:
            raise KeyError(digest) from error
        return Image(Path(folder), version)

    def __iter__(self) -> Iterator[str]:
        return (f"sha256:{path.stem}" for path in self.folder.glob("*.json"))

    def __len__(self) -> int:
        return len(list(iter(self)))

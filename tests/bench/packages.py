"""This project's package and stock Zappa's, as they lie in /var/task."""

import json
import os
import shutil
import subprocess
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.environment import FOLDER, ROOT, VENV
from tests.delivery.fixtures import build_command, environment
from tests.services.commands import complete

ARCHIVES: Final = {"this": FOLDER / "this.zip", "zappa": FOLDER / "zappa.zip"}
HANDLERS: Final = {"this": "function.handler.handler", "zappa": "handler.lambda_handler"}
NO_SOURCE: Final = shutil.ignore_patterns("__pycache__", "db.sqlite3*", "media", "static", ".*")
# Stock: all else is Zappa's default, but for its look-up of wheels, which asks for each package
# again what is installed already. https://github.com/zappa/Zappa#using-precompiled-packages
STOCK: Final = {
    "stock": {
        "project_name": "stock",
        "runtime": "python3.11",
        "aws_region": "us-west-2",
        "s3_bucket": "stock",
        "django_settings": "core.settings.preview",
        "use_precompiled_packages": False,
    }
}


@dataclass(frozen=True)
class Package:
    """``task`` is the folder that a function would be started in."""

    task: Path
    handler: str
    megabytes: float


def build() -> None:
    """Build both, over what was built before. Raises CalledProcessError or ServiceError."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        build_command(ARCHIVES["this"]), env=environment(), check=True, stdout=subprocess.DEVNULL
    )
    build_stock(ARCHIVES["zappa"])


def build_stock(archive: Path) -> None:
    """What `zappa package` makes of the backend and an environment that has Zappa in it."""
    project = FOLDER / "stock"
    shutil.rmtree(project, ignore_errors=True)
    shutil.copytree(ROOT / "backend", project, ignore=NO_SOURCE)
    (project / "zappa_settings.json").write_text(json.dumps(STOCK))
    complete(
        [VENV / "bin/zappa", "package", "stock", "--output", archive.name, "--quiet", "--json"],
        within=600,
        cwd=project,
        environment={
            **os.environ,
            "VIRTUAL_ENV": str(VENV),
            "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
            "AWS_EC2_METADATA_DISABLED": "true",
        },
    )
    shutil.move(project / archive.name, archive)
    shutil.rmtree(project)


def unzip_all(below: Path) -> dict[str, Package]:
    """Both packages, unzipped below that folder."""
    found = {}
    for name, archive in ARCHIVES.items():
        unzip(archive, below / name)
        found[name] = Package(below / name, HANDLERS[name], archive.stat().st_size / 1e6)
    return found


def unzip(archive: Path, folder: Path) -> None:
    """Unpack with the dates in the zip, which decide whether bytecode is taken or made anew."""
    with zipfile.ZipFile(archive) as zipped:
        for entry in zipped.infolist():
            path = zipped.extract(entry, folder)
            moment = time.mktime((*entry.date_time, 0, 0, -1))
            os.utime(path, (moment, moment))

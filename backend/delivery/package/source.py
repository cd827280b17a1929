"""The backend's own code as the package carries it, and the static files collected from it."""

import json
import os
import shutil
import sys
from collections.abc import Container
from pathlib import Path
from typing import Final

from delivery.package.runtime import compile_all
from delivery.tools import programs

NOT_CODE: Final = shutil.ignore_patterns("__pycache__", "tests", ".*", "*.po", "*.pot")
MANIFEST: Final = "staticfiles.json"
# What delivers, and Gunicorn's worker: neither runs on Lambda.
LEFT_OUT: Final = frozenset({"delivery", "server"})


def copy(backend: Path, project: Path) -> None:
    """Copy manage.py and the packages that Lambda runs: no database, uploads or collected files."""
    project.mkdir(parents=True)
    shutil.copyfile(backend / "manage.py", project / "manage.py")
    for package in sorted(found.parent for found in backend.glob("*/__init__.py")):
        if package.name not in LEFT_OUT:
            shutil.copytree(package, project / package.name, ignore=NOT_CODE)
    compile_all(project)


def collect_static(project: Path, site_packages: Path) -> None:
    """Collect static files under hashed names into the project, as its bootstrap does.

    Kept are the manifest and what it names, for the bootstrap uploads from here.
    """
    run_django(project, site_packages, "manage.py", "collectstatic", "--noinput", "-v", "0")
    static = project / "static"
    manifest = static / MANIFEST
    document = json.loads(manifest.read_text())
    document["paths"] = {
        name: hashed
        for name, hashed in sorted(document["paths"].items())
        if is_served(name, document["paths"])
    }
    keep = {static / hashed for hashed in document["paths"].values()}
    for path in static.rglob("*"):
        if path.is_file() and path not in keep:
            path.unlink()
    manifest.write_text(json.dumps(document, indent=1))


def is_served(name: str, collected: Container[str]) -> bool:
    """Whether a preview's pages name this static file.

    Source maps go. So does what Django's admin names only under DEBUG, beside a minified file, and
    ReDoc, for the API's documentation is shown by Swagger. A template that names one of them fails
    with Django's "Missing staticfiles manifest entry".
    """
    stem, dot, ending = name.rpartition(".")
    return not (
        ending == "map" or name.startswith("ninja/redoc") or f"{stem}.min{dot}{ending}" in collected
    )


def mark_collected(project: Path, site_packages: Path) -> None:
    """Record what ``files.storage`` finds in the package, where static files have no sources left.

    So its bootstrap sees them as collected, and only uploads those that the bucket lacks.
    """
    words = "import django; django.setup(); from files.storage import fingerprint as f; print(f())"
    found = run_django(project, site_packages, "-c", words).split()[-1]
    (project / "static" / "sources.sha256").write_text(found)


def run_django(project: Path, packages: Path, *arguments: str) -> str:
    """What Python printed, run with these two folders and nothing of this environment."""
    return programs.run(
        [sys.executable, "-B", "-S", *arguments],
        doing="Starting the backend for its static files",
        remedy=(
            "Run `make check-django` and correct what it reports. Then run `make package` again."
        ),
        within=300,
        cwd=project,
        environment={
            "PATH": os.defpath,
            "PYTHONPATH": f"{project}:{packages}",
            "DJANGO_SETTINGS_MODULE": "core.settings.dev",
        },
    )

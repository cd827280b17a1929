"""The packages of requirements.txt in a virtual environment for Lambda's machine.

Lambda's oldest Python is on Amazon Linux 2, whose glibc 2.26 loads manylinux2014 wheels and refuses
manylinux_2_28: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html. A wheel for this
machine is therefore not good enough, and nothing is built from source.
"""

import hashlib
import os
import shutil
import sys
from pathlib import Path
from typing import Final

from delivery.package.zappa import beside_python
from delivery.tools import programs
from delivery.tools.checkout import ROOT

PLATFORM: Final = "x86_64-manylinux2014"
PYTHON: Final = (ROOT / ".python-version").read_text().strip()
TASK_ROOT: Final = "/var/task"  # where Lambda unpacks the zip; tracebacks name it
STAMP: Final = "installed.sha256"


def site_packages(runtime: Path) -> Path:
    return runtime / "lib" / f"python{PYTHON}" / "site-packages"


def is_intact(runtime: Path, lock: Path) -> bool:
    """Whether the environment holds, byte for byte, what was once installed from this lock."""
    stamp = runtime / STAMP
    return stamp.is_file() and stamp.read_text() == fingerprint(runtime, lock)


def make(runtime: Path, lock: Path) -> None:
    """Install the lock's packages and compile them. Raises DeliveryError."""
    shutil.rmtree(runtime, ignore_errors=True)
    install(runtime, lock)
    compile_all(site_packages(runtime))
    (runtime / STAMP).write_text(fingerprint(runtime, lock))


def install(runtime: Path, lock: Path) -> None:
    uv = beside_python("uv")
    ask_uv(uv, "venv", "--quiet", "--python", sys.executable, runtime)
    ask_uv(
        # Without --no-config uv reads pyproject.toml too, and refuses its constraints for want of
        # hashes.
        *(uv, "pip", "install", "--no-config", "--quiet", "--python", runtime / "bin" / "python"),
        *("--python-platform", PLATFORM, "--python-version", PYTHON),
        *("--only-binary", ":all:", "--link-mode", "copy"),
        *("--require-hashes", "--requirement", lock),
    )


def ask_uv(*command: str | Path) -> None:
    programs.run(
        command,
        doing="Installing requirements.txt for Lambda",
        remedy=(
            "Check that the package index is reachable. If a package has no wheel for "
            f"{PLATFORM}, limit its version in pyproject.toml and run `make lock`."
        ),
        within=600,
    )


def compile_all(folder: Path) -> None:
    """Write bytecode that stays valid whatever the date of its source.

    In one process with a fixed hash seed, so that the same sources give the same bytes.
    """
    programs.run(
        [
            *(sys.executable, "-S", "-m", "compileall", "-q", "-f"),
            *("--invalidation-mode", "unchecked-hash", "-s", folder, "-p", TASK_ROOT, folder),
        ],
        doing=f"Compiling {folder.name}",
        remedy="The lines above name the module; correct it.",
        within=600,
        environment={"PATH": os.defpath, "PYTHONHASHSEED": "0"},
    )


def fingerprint(runtime: Path, lock: Path) -> str:
    """One hash over the lock, the target and every installed file's name and content."""
    digest = hashlib.sha256(f"{PLATFORM} {PYTHON} {sys.version}\0".encode())
    digest.update(lock.read_bytes())
    site = site_packages(runtime)
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(site)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()

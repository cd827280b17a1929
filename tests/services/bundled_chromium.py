"""The Chromium that npm delivers for Linux on x64, with the libraries and fonts it needs.

`@sparticuz/chromium` is made for Lambda, so it is compressed and depends on the C library alone.
Version 143 is its last for Node 20.
"""

import os
import platform
import shutil
from pathlib import Path

from tests.services.commands import complete

PACKAGE = "@sparticuz/chromium"

WRAPPER = """#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/al2023/lib" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
"""

# The package's own configuration names only directories that exist on Lambda.
FONTS = """<?xml version="1.0"?>
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def supported() -> bool:
    return (platform.system(), platform.machine()) == ("Linux", "x86_64")


def executable(node_modules: Path) -> Path:
    return node_modules / ".chromium/run"


def unpack(node_modules: Path) -> None:
    """Unpack the browser (200 MB, 2 s) and write the `executable` that starts it."""
    run = executable(node_modules)
    shutil.rmtree(run.parent, ignore_errors=True)
    run.parent.mkdir()
    _inflate(node_modules)
    (run.parent / "chromium").chmod(0o755)
    (run.parent / "fonts.conf").write_text(FONTS)
    run.write_text(WRAPPER)
    run.chmod(0o755)


def _inflate(node_modules: Path) -> None:
    # It unpacks its libraries only where it believes it runs on Lambda, and into TMPDIR.
    # https://github.com/Sparticuz/chromium/blob/v143.0.4/source/index.ts
    directory = executable(node_modules).parent
    on_lambda = {"AWS_EXECUTION_ENV": "AWS_Lambda_nodejs20.x", "TMPDIR": str(directory)}
    program = f"import('{PACKAGE}').then((it) => it.default.executablePath())"
    complete(
        ["node", "-e", program],
        within=120,
        cwd=node_modules.parent,
        environment={**os.environ, **on_lambda},
    )

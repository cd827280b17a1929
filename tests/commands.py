"""manage.py as an operator runs it: a process of its own with an environment of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BACKEND = Path(__file__).parents[1] / "backend"
# What a child needs of this machine. Nothing else of the tests' own environment reaches it.
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")
WITHIN = 600  # A command that hangs is ended then. It is no statement about how fast one is.
PRODUCTION = {
    "DJANGO_SECRET_KEY": "tests-only-" + "0123456789abcdef" * 4,
    "DJANGO_ALLOWED_HOSTS": "api.innovatetogrow.test,.cloudfront.test",
    "FRONTEND_URL": "https://www.innovatetogrow.test",
    "API_BASE_URL": "https://api.innovatetogrow.test",
    "AWS_S3_CUSTOM_DOMAIN": "cdn.innovatetogrow.test",
    "APP_VERSION": "0123abc",
}
# For what only reads settings.
NO_DATABASE = {
    **dict.fromkeys(("DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST"), "unused"),
    "DB_PORT": "5432",
}
SHOW = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))
"""


def environment(settings: str, *layers: Mapping[str, str]) -> dict[str, str]:
    environ = {name: os.environ[name] for name in INHERITED if name in os.environ}
    environ["DJANGO_SETTINGS_MODULE"] = f"core.settings.{settings}"
    for layer in layers:
        environ |= layer
    return environ


def command(*arguments: str) -> list[str]:
    return [sys.executable, str(BACKEND / "manage.py"), *arguments]


def start(environ: Mapping[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments),
        env=dict(environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run(
    environ: Mapping[str, str], *arguments: str, within: float = WITHIN
) -> subprocess.CompletedProcess[str]:
    """The finished command, its output and errors together in ``stdout``."""
    process = start(environ, *arguments)
    try:
        output, _ = process.communicate(timeout=within)
    finally:
        process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, output, "")


def settings_of(environ: Mapping[str, str], *names: str) -> dict[str, Any]:
    """Values of settings, as JSON has them. Loads no app, which takes a tenth of the time."""
    ended = subprocess.run(
        [sys.executable, "-c", SHOW, *names],
        cwd=BACKEND,
        env=dict(environ),
        capture_output=True,
        text=True,
        timeout=WITHIN,
    )
    assert ended.returncode == 0, ended.stderr
    values: dict[str, Any] = json.loads(ended.stdout)
    return values

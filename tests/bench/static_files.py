"""Requests to S3 of a collectstatic that finds nothing new."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from tests import commands
from tests.bench.environment import NOWHERE, ROOT, SQLITE
from tests.services.aws import AwsServer

BUCKET: Final = "itg-bench"
SECONDS: Final = 900  # stock django-storages asks S3 a thousand times, twice


def static_calls(folder: Path) -> float:
    """Ours against those of stock django-storages with a manifest."""
    with AwsServer() as server:
        server.make_bucket(BUCKET)
        return calls(server, folder, "published") / calls(server, folder, "stock_storages")


def calls(server: AwsServer, folder: Path, settings: str) -> int:
    """How often S3 was asked, with the settings of that name. Raises CalledProcessError."""
    local = {"AWS_STORAGE_BUCKET_NAME": BUCKET, "LOCAL_DATA_DIR": str(folder)}
    clients = server.environment_of_clients
    environ = commands.environment("prod", commands.PRODUCTION, NOWHERE, SQLITE, clients, local)
    finished = subprocess.run(
        [sys.executable, "-m", "tests.bench.collecting"],
        cwd=ROOT,
        env={
            **environ,
            "DJANGO_SETTINGS_MODULE": f"tests.bench.settings.{settings}",
            "PYTHONPATH": f"{ROOT / 'backend'}:{ROOT}",
        },
        stdout=subprocess.PIPE,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    return int(finished.stdout)

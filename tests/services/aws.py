"""AWS as moto's server plays it; the product is told nothing but another endpoint."""

from __future__ import annotations

import signal
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config

from tests.services.server import Server

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests"}
REGION: Final = "us-west-2"


class AwsServer(Server):
    """Every AWS endpoint at `url`. What a test makes is gone after `start` follows `kill`."""

    name = "AWS"
    farewell = signal.SIGKILL

    def __init__(self) -> None:
        super().__init__()
        self.url = f"http://{self.host}:{self.port}"
        self._clients: dict[tuple[str, str], Any] = {}

    @property
    def environment_of_clients(self) -> dict[str, str]:
        """What makes boto3 talk to this server, in any process."""
        return {"AWS_ENDPOINT_URL": self.url, **CREDENTIALS}

    def client(self, service: str, region: str = REGION) -> Any:
        """A boto3 client of this server, whatever the environment says. It is made once."""
        if (service, region) not in self._clients:
            self._clients[service, region] = self._new_client(service, region)
        return self._clients[service, region]

    def _new_client(self, service: str, region: str) -> Any:
        return boto3.session.Session().client(
            service,
            endpoint_url=self.url,
            config=Config(read_timeout=900, retries={"total_max_attempts": 1}),
            region_name=region,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        )

    def s3(self) -> S3Client:
        client: S3Client = self.client("s3")
        return client

    def make_bucket(self, name: str) -> None:
        """The bucket is there afterwards, also where a fixture is set up a second time."""
        s3 = self.s3()
        with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})

    def command(self) -> list[str | Path]:
        return [sys.executable, "-m", "moto.server", "-H", self.host, "-p", str(self.port)]

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/moto-api/", timeout=5):  # noqa: S310 (loopback)
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

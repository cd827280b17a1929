"""AWS as ministack emulates it: a second opinion beside moto's, by other people.

https://github.com/ministackorg/ministack
"""

import json
import signal
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.services.aws import CREDENTIALS, REGION, AwsServer
from tests.services.errors import ServiceError

PYTHON = Path(__file__).parents[2] / "build" / "ministack" / "bin" / "python"
SERVER = Path(__file__).with_name("ministack_server.py")
ACCOUNT = "123456789012"
STUB = "stubbed-"  # with which the id of a stub begins


class Ministack(AwsServer):
    """Every AWS endpoint at `url`. ``stubs`` are types of CloudFormation and their attributes."""

    name = "Ministack"
    farewell = signal.SIGKILL
    stubs: Mapping[str, Sequence[str]] = {}

    def command(self) -> list[str | Path]:
        if not PYTHON.exists():
            raise ServiceError("ministack is missing: run `make services`.")
        self.environment = self._environment()
        return [PYTHON, "-I", SERVER, STUB, json.dumps(self.stubs)]

    def _environment(self) -> dict[str, str]:
        """Nothing of this machine's: no proxy, no Docker, no other listener, no other folder."""
        return {
            **CREDENTIALS,
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.directory),
            "TMPDIR": str(self.directory),
            "BIND_HOST": self.host,
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": REGION,
            "DOCKER_HOST": f"unix://{self.directory}/no-docker",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=5):  # noqa: S310
                return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

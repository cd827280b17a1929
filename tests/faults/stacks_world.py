"""An empty account, and an administrator who creates its stacks."""

import os
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests import commands
from tests.faults import snapshot
from tests.faults.snapshot import Snapshot
from tests.faults.world import World
from tests.infrastructure.account import DECISIONS
from tests.services.aws import REGION
from tests.standins.gate import ADMINISTRATOR
from tests.standins.guarded_account import GatedServer
from tests.standins.team import TeamAccount


class Stacks(World):
    def __init__(self, account: TeamAccount) -> None:
        self.account = account
        self.email = DECISIONS["ALARM_EMAIL"]
        self.forget()

    @property
    def server(self) -> GatedServer:
        return self.account

    def environment(self, noun: str) -> Mapping[str, str]:
        inherited = {name: os.environ[name] for name in commands.INHERITED if name in os.environ}
        return {
            **inherited,
            **self.account.environment_of_clients,
            "AWS_ACCESS_KEY_ID": ADMINISTRATOR,
            "AWS_REGION": REGION,
            **DECISIONS,
            "ALARM_EMAIL": self.email,
            "CERTIFICATE_ARN": self.certificate,
        }

    def forget(self) -> None:
        """Empty the account, except for the certificate that an administrator made."""
        address = f"{self.account.url}/moto-api/reset"
        request = urllib.request.Request(address, method="POST")  # noqa: S310 (loopback)
        with urllib.request.urlopen(request, timeout=60):  # noqa: S310 (loopback)
            pass
        made = self.account.client("acm").request_certificate(DomainName=DECISIONS["API_DOMAIN"])
        self.certificate = str(made["CertificateArn"])

    def snapshot(self) -> Snapshot:
        return snapshot.of(self.server)


@contextmanager
def stacks() -> Iterator[Stacks]:
    with (
        tempfile.TemporaryDirectory(prefix="itg-faults-") as folder,
        TeamAccount("", Path(folder)) as account,
    ):
        yield Stacks(account)

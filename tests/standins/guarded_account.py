"""An AWS account in which roles are held to what they may, and that lags and fails as told."""

import json
import os
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from tests.infrastructure.made import Made
from tests.services.aws import AwsServer
from tests.services.server import READY_WITHIN
from tests.standins.faults import Plan

ROOT = Path(__file__).parents[2]


class GatedServer(AwsServer):
    """What the gate is told, and what it tells. See tests/standins/gate.py."""

    working_directory = ROOT

    def __init__(self) -> None:
        """What it unpacks goes with it, although it is killed and cannot clear up itself."""
        super().__init__()
        self.environment = {**os.environ, "TMPDIR": str(self.directory)}

    def decisions(self) -> dict[tuple[str, str, str], int]:
        """How often a role was allowed or denied an action: by role, verdict and action."""
        counts = self.gate("show")["decisions"].items()
        return {tuple(key.split(" ")): count for key, count in counts}

    def fail_each_call_once(self) -> None:
        self.gate("fail")

    def plan(self, plan: Plan) -> None:
        """A command whose calls fail like that begins."""
        self.gate("plan", {**asdict(plan), "names": sorted(plan.names)})

    def relent(self) -> list[str]:
        """The calls that were failed, by name and number."""
        return list(self.gate("relent")["failed"])

    @contextmanager
    def lists_lag(self) -> Iterator[None]:
        """Lists stay as they are first read, until the end."""
        self.gate("lag")
        try:
            yield
        finally:
            self.gate("catch-up")

    @contextmanager
    def knows_late(self) -> Iterator[None]:
        """What is made or deleted is not known at once, until the end."""
        self.gate("not-yet")
        try:
            yield
        finally:
            self.gate("know")

    def make_roles_young(self) -> None:
        """The next function's role is refused as one that is seconds old, for both reasons."""
        self.gate("young-role")

    @contextmanager
    def holding(self, words: str) -> Iterator[None]:
        """Delivery's calls with these words in their names wait for the end."""
        self.gate(f"hold?{words.replace(' ', '+')}")
        try:
            yield
        finally:
            self.gate("let-go")

    def begin_run(self) -> list[str]:
        """The calls of a command are told apart by how often it made them before.

        Those of the run before are returned.
        """
        return list(self.gate("run")["calls"])

    def numbered(self) -> list[str]:
        """The calls of the run, by name and number; of reads the first and the later ones."""
        return list(self.gate("show")["numbered"])

    def gate(self, verb: str, document: Mapping[str, Any] | None = None) -> dict[str, Any]:
        body = json.dumps(document).encode() if document else None
        request = urllib.request.Request(f"{self.url}/gate/{verb}", body)  # noqa: S310 (loopback)
        with urllib.request.urlopen(request, timeout=READY_WITHIN) as response:  # noqa: S310
            found: dict[str, Any] = json.load(response)
        return found


class GuardedAccount(GatedServer):
    """It has the roles that the stacks make. The tests' own keys may do everything."""

    def __init__(self, made: Made) -> None:
        super().__init__()
        self.made = made
        self._signed_in: dict[str, dict[str, str]] = {}

    def start(self, within: float = READY_WITHIN) -> Self:
        super().start(within)
        self.made.put_into(self)
        return self

    def credentials(self, role: str) -> dict[str, str]:
        """What signs a client in as that role, from the account's STS."""
        if role not in self._signed_in:
            arn = self.made.arn(role)
            made = self.client("sts").assume_role(RoleArn=arn, RoleSessionName="tests")
            keys = {
                "AWS_ACCESS_KEY_ID": made["Credentials"]["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": made["Credentials"]["SecretAccessKey"],
                "AWS_SESSION_TOKEN": made["Credentials"]["SessionToken"],
            }
            self._signed_in[role] = {**self.environment_of_clients, **keys}
        return self._signed_in[role]

    def module(self, name: str, *words: str) -> list[str | Path]:
        """The command of a server that is a module of the tests."""
        return [sys.executable, "-m", name, str(self.port), json.dumps(self.made.networks), *words]

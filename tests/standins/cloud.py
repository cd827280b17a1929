"""An AWS account as previews use it: Lambda really runs, roles are held to what they may."""

import json
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from tests.services.aws import AwsServer
from tests.services.server import READY_WITHIN
from tests.standins.gate import DELIVERY

ROOT = Path(__file__).parents[2]


class Cloud(AwsServer):
    """``amplify`` is where its Amplify is played."""

    name = "Cloud"
    working_directory = ROOT

    def __init__(self, amplify: str) -> None:
        super().__init__()
        self.amplify = amplify

    @property
    def environment_of_clients(self) -> dict[str, str]:
        return {**super().environment_of_clients, "AWS_ACCESS_KEY_ID": DELIVERY}

    def command(self) -> list[str | Path]:
        return [sys.executable, "-m", "tests.standins.cloud", str(self.port), self.amplify]

    def fail_each_call_once(self) -> None:
        self.gate("fail")

    def relent(self) -> list[str]:
        """The calls that were failed."""
        return list(self.gate("relent")["failed"])

    @contextmanager
    def lists_lag(self) -> Iterator[None]:
        """Lists stay as they are first read, until the end."""
        self.gate("lag")
        try:
            yield
        finally:
            self.gate("catch-up")

    def make_roles_young(self) -> None:
        """The next function's role is refused as one that is seconds old, for both reasons."""
        self.gate("young-role")

    @contextmanager
    def holding(self, words: str) -> Iterator[None]:
        """Delivery's calls with these words in their names wait for the end."""
        self.gate(f"hold?{words}")
        try:
            yield
        finally:
            self.gate("let-go")

    def begin_run(self) -> list[str]:
        """The calls of a command are told apart by how often it made them before.

        Those of the run before are returned.
        """
        return list(self.gate("run")["calls"])

    def make_function(self, name: str, role: str, package: bytes, **variables: str) -> None:
        """With Lambda's longest time. Tried again until its role is old enough."""
        give_up_at = time.monotonic() + READY_WITHIN
        while True:
            try:
                self.client("lambda").create_function(
                    FunctionName=name,
                    Role=role,
                    Runtime="python3.11",
                    Handler="function.handler.handler",
                    Code={"ZipFile": package},
                    Timeout=900,
                    Environment={"Variables": variables},
                )
                return
            except ClientError as error:
                if "cannot be assumed" not in str(error) or time.monotonic() > give_up_at:
                    raise
                time.sleep(0.1)

    def gate(self, verb: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/gate/{verb}", timeout=READY_WITHIN) as reply:  # noqa: S310
            found: dict[str, Any] = json.load(reply)
        return found


def serve(port: int, amplify: str) -> None:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, run_simple

    from tests.services.aws import CREDENTIALS, REGION
    from tests.standins import lambda_service
    from tests.standins.gate import Gate

    endpoint = {"AWS_ENDPOINT_URL": f"http://{Cloud.host}:{port}", "AWS_REGION": REGION}
    lambda_service.install({**CREDENTIALS, **endpoint})
    WSGIRequestHandler.log_request = lambda *args, **kwargs: None  # type: ignore[method-assign]
    app = Gate(DomainDispatcherApplication(create_backend_app), amplify)
    run_simple(Cloud.host, port, app, threaded=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])

"""An AWS account as previews use it: its Lambda really runs."""

from pathlib import Path

from tests.infrastructure.made import Made
from tests.standins.guarded_account import GuardedAccount


class Cloud(GuardedAccount):
    """``amplify`` is where its Amplify is played."""

    name = "Cloud"

    def __init__(self, amplify: str, made: Made) -> None:
        super().__init__(made)
        self.amplify = amplify

    def command(self) -> list[str | Path]:
        return self.module("tests.standins.cloud_server", self.amplify)

    def make_function(self, name: str, role: str, package: bytes, **variables: str) -> None:
        """With Lambda's longest time."""
        self.client("lambda").create_function(
            FunctionName=name,
            Role=role,
            Runtime="python3.11",
            Handler="function.handler.handler",
            Code={"ZipFile": package},
            Timeout=900,
            Environment={"Variables": variables},
            VpcConfig=self.made.network,
        )

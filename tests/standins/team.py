"""The account of a team: everything of the others in one, made by its stacks."""

import sys
from pathlib import Path

from tests.services.server import free_port
from tests.standins.guarded_account import GatedServer


class TeamAccount(GatedServer):
    """``amplify`` is where its Amplify is played, ``registry`` the folder with its images."""

    name = "Team"

    def __init__(self, amplify: str, registry: Path) -> None:
        super().__init__()
        self.amplify, self.registry = amplify, registry
        self.balancer_port = free_port()
        self.balancer = f"http://{self.host}:{self.balancer_port}"

    def command(self) -> list[str | Path]:
        words = (str(self.port), self.amplify, str(self.balancer_port), self.registry)
        return [sys.executable, "-m", "tests.standins.team_server", *words]

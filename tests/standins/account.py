"""An AWS account whose ECS runs its tasks for real."""

import json
import sys
from pathlib import Path

from tests.services.aws import AwsServer

ROOT = Path(__file__).parents[2]


class Account(AwsServer):
    """``images``: folders of code by image digest."""

    name = "Account"
    working_directory = ROOT

    def __init__(self, images: dict[str, Path]) -> None:
        super().__init__()
        self.images = images

    def command(self) -> list[str | Path]:
        images = {digest: str(folder) for digest, folder in self.images.items()}
        return [sys.executable, "-m", "tests.standins", str(self.port), json.dumps(images)]

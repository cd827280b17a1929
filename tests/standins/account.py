"""An AWS account whose ECS runs its tasks and its service for real."""

import json
import sys
from pathlib import Path

from tests.services.aws import AwsServer
from tests.services.server import free_port
from tests.standins.ecs import Images

ROOT = Path(__file__).parents[2]


class Account(AwsServer):
    """``images`` by digest. Visitors reach the service at ``balancer``."""

    name = "Account"
    working_directory = ROOT

    def __init__(self, images: Images) -> None:
        super().__init__()
        self.images = images
        self.balancer_port = free_port()
        self.balancer = f"http://{self.host}:{self.balancer_port}"

    def command(self) -> list[str | Path]:
        images = {
            digest: [str(image.folder), image.version] for digest, image in self.images.items()
        }
        ports = [str(self.port), str(self.balancer_port)]
        return [sys.executable, "-m", "tests.standins", *ports, json.dumps(images)]

"""An AWS account whose ECS runs its tasks and its service for real."""

import json
from pathlib import Path

from tests.infrastructure.made import Made
from tests.services.server import free_port
from tests.standins.data_folder import Source
from tests.standins.guarded_account import GuardedAccount
from tests.standins.images import Images


class Account(GuardedAccount):
    """``images`` by digest. Visitors reach the service at ``balancer``; Amplify is played at
    ``amplify``. ``database`` is behind the first instance of RDS that is made.
    """

    name = "Account"

    def __init__(
        self, images: Images, made: Made, amplify: str = "", database: Source | None = None
    ) -> None:
        super().__init__(made)
        self.amplify = amplify
        self.images = images
        self.database = database
        self.balancer_port = free_port()
        self.balancer = f"http://{self.host}:{self.balancer_port}"

    def command(self) -> list[str | Path]:
        images = {
            digest: [str(image.folder), image.version] for digest, image in self.images.items()
        }
        database = self.database.text() if self.database else ""
        words = (str(self.balancer_port), json.dumps(images), self.amplify, database)
        return self.module("tests.standins", *words)

"""`python -m tests.standins PORT IMAGES`: AWS on loopback, its ECS running tasks for real.

IMAGES is JSON: a folder of code for each image digest.
"""

import json
import os
import sys
from pathlib import Path

from moto.server import main

from tests.services.aws import CREDENTIALS
from tests.services.server import HOST
from tests.standins import ecs

port, images = sys.argv[1:]
os.environ |= {"AWS_ENDPOINT_URL": f"http://{HOST}:{port}", **CREDENTIALS}
ecs.install({digest: Path(folder) for digest, folder in json.loads(images).items()})
main(["-H", HOST, "-p", port])

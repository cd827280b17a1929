"""`python -m tests.standins.team_server PORT AMPLIFY BALANCER REGISTRY`: a whole account here.

Stacks are made; tasks, services and functions really run; every role is held to what it may.
AMPLIFY is where Amplify is played, BALANCER the port where visitors reach the service, REGISTRY the
folder with the images.
"""

import os
import sys
from pathlib import Path

from tests.services.aws import CREDENTIALS, REGION
from tests.services.server import HOST
from tests.standins import cloudformation, ecs, iam, lambda_service, service
from tests.standins.gate import serve
from tests.standins.images import Registry

port, amplify, balancer, registry = sys.argv[1:]
endpoint = {"AWS_ENDPOINT_URL": f"http://{HOST}:{port}", "AWS_REGION": REGION, **CREDENTIALS}
os.environ |= endpoint
images = Registry(Path(registry))
cloudformation.install()
ecs.install(images)
service.install(images, int(balancer))
iam.install()
lambda_service.install(endpoint)
serve(int(port), {}, amplify)

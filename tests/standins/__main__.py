"""`python -m tests.standins PORT NETWORKS BALANCER IMAGES AMPLIFY`: AWS with a real ECS.

NETWORKS is JSON: the VPC of each subnet. BALANCER is the port where visitors reach the service.
IMAGES is JSON: folder and version of the code for each image digest.
AMPLIFY is where Amplify is played.
"""

import json
import os
import sys
from pathlib import Path

from tests.services.aws import CREDENTIALS
from tests.services.server import HOST
from tests.standins import ecs, iam, service
from tests.standins.gate import serve
from tests.standins.images import Image

port, networks, balancer, images, amplify = sys.argv[1:]
os.environ |= {"AWS_ENDPOINT_URL": f"http://{HOST}:{port}", **CREDENTIALS}
known = {digest: Image(Path(words[0]), words[1]) for digest, words in json.loads(images).items()}
ecs.install(known)
service.install(known, int(balancer))
iam.install()
serve(int(port), json.loads(networks), amplify)

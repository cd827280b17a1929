"""`python -m tests.standins PORT NETWORKS BALANCER IMAGES AMPLIFY DATABASE`: AWS with a real ECS.

NETWORKS is JSON: the VPC of each subnet. BALANCER is the port where visitors reach the service.
IMAGES is JSON: folder and version of the code for each image digest.
AMPLIFY is where Amplify is played. DATABASE is the PostgreSQL behind the first instance of RDS, as
JSON, or empty.
"""

import json
import os
import sys
from pathlib import Path

from tests.services.aws import CREDENTIALS
from tests.services.server import HOST
from tests.standins import ecs, iam, rds, secret_labels, service
from tests.standins.data_folder import Source
from tests.standins.gate import serve
from tests.standins.images import Image

port, networks, balancer, images, amplify, database = sys.argv[1:]
os.environ |= {"AWS_ENDPOINT_URL": f"http://{HOST}:{port}", **CREDENTIALS}
known = {digest: Image(Path(words[0]), words[1]) for digest, words in json.loads(images).items()}
ecs.install(known)
service.install(known, int(balancer))
iam.install()
secret_labels.install()
rds.install(Source.read(database) if database else None)
serve(int(port), json.loads(networks), amplify)

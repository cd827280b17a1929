"""`python -m tests.standins.cloud_server PORT NETWORKS AMPLIFY`: AWS, whose Lambda really runs.

NETWORKS is JSON: the VPC of each subnet. AMPLIFY is where Amplify is played.
"""

import json
import sys

from tests.services.aws import CREDENTIALS, REGION
from tests.services.server import HOST
from tests.standins import lambda_service
from tests.standins.gate import serve

port, networks, amplify = sys.argv[1:]
lambda_service.install(
    {**CREDENTIALS, "AWS_ENDPOINT_URL": f"http://{HOST}:{port}", "AWS_REGION": REGION}
)
serve(int(port), json.loads(networks), amplify)

"""What ``previews.yaml`` makes of an account: everything that previews are deployed to."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from delivery.tools.stages import PROVISIONER, Preview
from tests.services.aws import REGION
from tests.services.postgres import Login
from tests.standins.amplify import Amplify
from tests.standins.cdn import Cdn
from tests.standins.cloud import Cloud

PACKAGES: Final = "itg-preview-packages"
FILES: Final = "itg-preview-files"
PROVISIONER_COMMIT: Final = "b" * 40
ROOT: Final = Path(__file__).parents[2]
TOOLS: Final = ROOT / "build" / "tools" / "bin" / "python"
APP: Final = "d2b3c4d5e6f7a8"
# Lambda here asks for no network, and moto's takes longer to import than all else of the account.
NETWORK: Final = {
    "PREVIEW_SUBNET_IDS": "subnet-0a1b2c3d4e5f60718",
    "PREVIEW_SECURITY_GROUP_IDS": "sg-0a1b2c3d4e5f60718",
}
BOUNDARY: Final = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": ["s3:*Object", "s3:ListBucket"],
            "Resource": [f"arn:aws:s3:::{FILES}", f"arn:aws:s3:::{FILES}/*"],
        },
        {"Effect": "Allow", "Action": ["logs:*", "ec2:*"], "Resource": "*"},
    ],
}
TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@dataclass
class PreviewsAccount:
    """The account, its database server and the visitors' side of it."""

    cloud: Cloud
    amplify: Amplify
    cdn: Cdn
    master: Login
    names: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        """What delivery is told: on AWS its role and previews.yaml's outputs say the same."""
        return {**self.cloud.environment_of_clients, "AWS_REGION": REGION, **self.names}

    def client(self, service: str) -> Any:
        return self.cloud.client(service)

    def put_provisioner(self, package: bytes, variables: Mapping[str, str]) -> None:
        """The function alone, in a moment. What it needs of a database is there already."""
        self.cloud.make_function(
            PROVISIONER.function, self.names["PROVISIONER_ROLE_ARN"], package, **variables
        )


@contextmanager
def previews_account(master: Login, first_port: int, site_url: str) -> Iterator[PreviewsAccount]:
    """Databases are made by that master. ``site_url`` is where visitors find the site of pr-N,
    which listens on the first port and N more.
    """
    with Amplify(APP, first_port) as amplify, Cloud(amplify.url) as cloud:
        for bucket in (PACKAGES, FILES):
            cloud.make_bucket(bucket)
        with Cdn(cloud, FILES, None) as cdn:
            names = prepare(cloud) | {
                "PREVIEW_PACKAGES_BUCKET": PACKAGES,
                "PREVIEW_FILES_BUCKET": FILES,
                "PREVIEW_FILES_DOMAIN": cdn.url,
                "PREVIEW_AMPLIFY_APP_ID": APP,
                "PREVIEW_SITE_URL": site_url,
                "PREVIEW_DB_HOST": master.host,
                "PREVIEW_DB_PORT": str(master.port),
            }
            cloud.client("secretsmanager").create_secret(
                Name=PROVISIONER.secret("DB_PASSWORD"), SecretString=master.password
            )
            yield PreviewsAccount(cloud, amplify, cdn, master, names)


def prepare(cloud: Cloud) -> dict[str, str]:
    """Boundary, the provisioner's role and the audit of commands; and the names of all of it."""
    iam = cloud.client("iam")
    cloud.client("logs").create_log_group(logGroupName=Preview(1).audit_group)
    boundary = iam.create_policy(
        PolicyName="itg-preview-boundary", PolicyDocument=json.dumps(BOUNDARY)
    )
    provisioner = iam.create_role(
        RoleName="itg-preview-provisioner", AssumeRolePolicyDocument=json.dumps(TRUST)
    )
    return {
        **NETWORK,
        "PREVIEW_BOUNDARY_ARN": boundary["Policy"]["Arn"],
        "PROVISIONER_ROLE_ARN": provisioner["Role"]["Arn"],
    }

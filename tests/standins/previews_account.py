"""What ``previews.yaml`` makes of an account: everything that previews are deployed to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from delivery.tools.stages import PROVISIONER, Preview
from tests.infrastructure.made import Made, made
from tests.services.aws import REGION
from tests.services.iam import ACCOUNT
from tests.services.postgres import Login
from tests.standins.amplify import Amplify
from tests.standins.cdn import Cdn
from tests.standins.cloud import Cloud

# As previews.yaml and preview-files.yaml name them in this account.
PACKAGES: Final = f"itg-preview-packages-{ACCOUNT}-{REGION}"
FILES: Final = f"itg-preview-files-{ACCOUNT}-{REGION}"
APP: Final = "unplayed-App-AppId"
PROVISIONER_COMMIT: Final = "b" * 40
ROOT: Final = Path(__file__).parents[2]
TOOLS: Final = ROOT / "build" / "tools" / "bin" / "python"
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

    def environment(self, role: str) -> dict[str, str]:
        """What delivery is told in a job that signs in as that role."""
        return {**self.cloud.credentials(role), "AWS_REGION": REGION, **self.names}

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
    with (
        made() as stacks,
        Amplify(APP, first_port) as amplify,
        Cloud(amplify.url, stacks) as cloud,
    ):
        for bucket in (PACKAGES, FILES, stacks.variables["RELEASES_BUCKET"]):
            cloud.make_bucket(bucket)
        cloud.client("logs").create_log_group(logGroupName=Preview.audit_group)
        with Cdn(cloud, FILES) as cdn:
            names = given(stacks) | {
                "PREVIEW_FILES_DOMAIN": cdn.url,
                "PREVIEW_SITE_URL": site_url,
                "PREVIEW_DB_HOST": master.host,
                "PREVIEW_DB_PORT": str(master.port),
            }
            cloud.client("secretsmanager").create_secret(
                Name=PROVISIONER.secret("DB_PASSWORD"), SecretString=master.password
            )
            yield PreviewsAccount(cloud, amplify, cdn, master, names)


def given(stacks: Made) -> dict[str, str]:
    """The variables of previews, as the stacks' outputs give them."""
    wanted = ("PREVIEW_", "PROVISIONER_ROLE_")
    return {key: value for key, value in stacks.variables.items() if key.startswith(wanted)}

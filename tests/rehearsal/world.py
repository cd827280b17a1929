"""What a team has: an account with its stacks, a repository on GitHub, two database servers.

Everything listens on this machine, and is removed at the end.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from psycopg2 import sql

from tests import commands, databases
from tests.infrastructure.account import DECISIONS
from tests.provisioner.template_data import AS_ON_RDS, admit_master
from tests.services.aws import REGION
from tests.services.postgres import Login, PostgresServer
from tests.services.server import HOST
from tests.standins.amplify import Amplify
from tests.standins.cdn import Cdn
from tests.standins.github import REPOSITORY, TOKEN, GitHub
from tests.standins.team import TeamAccount

ROOT: Final = Path(__file__).parents[2]
SECONDS: Final = 900  # of a command
APP: Final = "unplayed-App-AppId"  # as the stack names it here
STATIC, FILES = "itg-static-assets", "itg-preview-files-123456789012-us-west-2"


@dataclass
class World:
    """``variables`` and ``secrets`` by environment of GitHub; ``""`` is the repository's own."""

    folder: Path
    account: TeamAccount
    github: GitHub
    amplify: Amplify
    production: Login
    ci: Login  # of the job of CI that migrates
    variables: dict[str, dict[str, str]] = field(default_factory=dict)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def remote(self) -> Path:
        return self.folder / "remote.git"

    def environment(self) -> dict[str, str]:
        """The environment of every step."""
        return {
            "AWS_ENDPOINT_URL": self.account.url,
            "GITHUB_API_URL": self.github.url,
            "GITHUB_REPOSITORY": REPOSITORY,
            "AWS_MAX_ATTEMPTS": "3",
        }

    def decisions(self) -> str:
        """JSON with how often each role was allowed or denied each action."""
        return json.dumps(self.account.gate("show")["decisions"])

    def deliver(self, *words: str, **variables: str) -> str:
        """Run a command as an administrator at a terminal. Returns its output."""
        inherited = {name: os.environ[name] for name in commands.INHERITED if name in os.environ}
        certificate = self.account.client("acm").request_certificate(
            DomainName=DECISIONS["API_DOMAIN"]
        )
        ended = subprocess.run(
            [sys.executable, "-m", "delivery", *words],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
            env={
                **inherited,
                "PYTHONPATH": str(ROOT / "backend"),
                **self.account.environment_of_clients,
                "AWS_REGION": REGION,
                **DECISIONS,
                "CERTIFICATE_ARN": certificate["CertificateArn"],
                **self.github.environment_of_clients,
                **variables,
            },
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout


@contextmanager
def world(first_port: int, folder: Path) -> Iterator[World]:
    """Deploy the stacks, and set up GitHub from their outputs.

    Previews' sites listen on ``first_port`` and their number more. Files are in ``folder``.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make_remote(folder / "remote.git")
    with ExitStack() as stack:
        enter = stack.enter_context
        amplify, github = enter(Amplify(APP, first_port)), enter(GitHub())
        account = enter(TeamAccount(amplify.url, folder / "registry"))
        servers = [enter(PostgresServer()) for _ in range(3)]
        production = servers[0].owner
        for words in AS_ON_RDS:
            databases.execute(servers[1], sql.SQL(words))
        databases.execute(servers[2], sql.SQL("ALTER DATABASE postgres OWNER TO itg_user"))
        master = admit_master(servers[1])
        team = World(folder, account, github, amplify, production, servers[2].owner)
        team.deliver("stack", "deploy", "--yes")
        name_hosts(account)
        team.deliver("github", "setup")
        static, files = (enter(Cdn(account, bucket)) for bucket in (STATIC, FILES))
        know_secrets(team, master)
        know_addresses(team, static, files, master, first_port)
        yield team


def make_remote(folder: Path) -> None:
    """Make an empty repository, as on GitHub. Any commit may be fetched from it."""
    for words in (
        f"init --quiet --bare --initial-branch=main {folder}",
        f"-C {folder} config uploadpack.allowAnySHA1InWant true",
    ):
        subprocess.run(["git", *words.split()], check=True)


def name_hosts(account: TeamAccount) -> None:
    """Set what the templates say about each network, because moto ignores it."""
    ec2 = account.client("ec2")
    for network in ec2.describe_vpcs()["Vpcs"]:
        ec2.modify_vpc_attribute(VpcId=network["VpcId"], EnableDnsHostnames={"Value": True})


def know_secrets(team: World, master: Login) -> None:
    """Create the stacks' secrets, because the stand-in of CloudFormation does not."""
    store = team.account.client("secretsmanager")
    held = {
        "itg/production/DB_PASSWORD": team.production.password,
        "itg/production/DJANGO_SECRET_KEY": commands.PRODUCTION["DJANGO_SECRET_KEY"],
        "itg/preview-provisioner/DB_PASSWORD": master.password,
    }
    for name, value in held.items():
        store.create_secret(Name=name, SecretString=value)
    team.secrets = {
        "": {"GITHUB_TOKEN": TOKEN},
        "production": {
            "DB_PASSWORD": team.production.password,
            "DJANGO_SECRET_KEY": commands.PRODUCTION["DJANGO_SECRET_KEY"],
        },
    }


def know_addresses(team: World, static: Cdn, files: Cdn, master: Login, first_port: int) -> None:
    """Replace the addresses in GitHub's variables by addresses of this machine."""
    api, site = team.account.balancer, team.amplify.hosted("main")
    here: Mapping[str, Mapping[str, Any]] = {
        "production": {
            "DB_HOST": team.production.host,
            "DB_PORT": team.production.port,
            "DB_NAME": team.production.name,
            "DB_USER": team.production.user,
            "API_BASE_URL": api,
            "VITE_API_BASE_URL": f"{api}/api",
            "FRONTEND_URL": site,
            "DJANGO_ALLOWED_HOSTS": HOST,
            "AWS_S3_CUSTOM_DOMAIN": static.url,
        },
        "previews": {
            "PREVIEW_FILES_DOMAIN": files.url,
            "PREVIEW_SITE_URL": f"http://{HOST}:{first_port // 10}{{number}}",
            "PREVIEW_DB_HOST": master.host,
            "PREVIEW_DB_PORT": master.port,
        },
        "site-refresh": {
            "API_BASE_URL": api,
            "VITE_API_BASE_URL": f"{api}/api",
            "FRONTEND_URL": site,
            "SITE_REFRESH_SECONDS": 0,
        },
        "preview-provisioner": {"PREVIEW_DB_HOST": master.host, "PREVIEW_DB_PORT": master.port},
    }
    for where, held in team.github.variables.items():
        name = where.rpartition("/")[2] if where != "/actions" else ""
        own = {key: str(value) for key, value in here.get(name, {}).items()}
        team.variables[name] = {**held, **own}

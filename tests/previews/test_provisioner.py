"""`provisioner deploy`: into an account that has no provisioner, and again."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from delivery.tools.errors import PROGRAM
from delivery.tools.stages import PROVISIONER
from tests.previews.operators import Ended, Operator
from tests.standins.previews_account import PROVISIONER_COMMIT

LATER = "c" * 40


@dataclass
class Deployed:
    """How the first deployment ended, and the function as it was then."""

    ended: Ended
    function: dict[str, Any]
    urls: list[Any]


def deploy(operator: Operator, commit: str) -> Ended:
    words = ("--package", str(operator.package), "--commit", commit, "--json")
    return operator.run("provisioner", "deploy", *words)


@pytest.fixture(scope="module")
def deployed(light: Operator) -> Deployed:
    functions = light.account.client("lambda")
    functions.delete_function(FunctionName=PROVISIONER.function)
    ended = deploy(light, PROVISIONER_COMMIT)
    function = functions.get_function_configuration(FunctionName=PROVISIONER.function)
    urls = functions.list_function_url_configs(FunctionName=PROVISIONER.function)
    return Deployed(ended, function, urls["FunctionUrlConfigs"])


def summary_of(commit: str, updated: bool) -> dict[str, Any]:
    return {
        "function": PROVISIONER.function,
        "updated": updated,
        "commit": commit,
        "template": "itg_template",
        "version": commit,
    }


def test_the_function_is_mains_has_no_url_and_runs_as_a_role_of_its_own(
    light: Operator, deployed: Deployed
) -> None:
    assert deployed.ended.returncode == 0, deployed.ended.stderr
    assert json.loads(deployed.ended.stdout) == summary_of(PROVISIONER_COMMIT, updated=False)
    account, found = light.account, deployed.function
    assert found["Role"] == account.names["PROVISIONER_ROLE_ARN"]
    assert found["VpcConfig"]["SubnetIds"] == account.names["PREVIEW_SUBNET_IDS"].split(",")
    variables = found["Environment"]["Variables"]
    secret = ("DB_PASSWORD", "DJANGO_SECRET_KEY")
    assert {name: text for name, text in variables.items() if name not in secret} == {
        "DJANGO_SETTINGS_MODULE": "core.settings.provisioner",
        "DJANGO_ALLOWED_HOSTS": "localhost",
        "DB_HOST": account.master.host,
        "DB_PORT": str(account.master.port),
        "DB_NAME": "postgres",
        "DB_USER": "itg_provisioner",
        "APP_VERSION": PROVISIONER_COMMIT,
        "STAGE": "preview-provisioner",
    }
    assert variables["DB_PASSWORD"] == account.master.password
    assert deployed.urls == []


def test_again_updates_it_and_the_template(light: Operator, deployed: Deployed) -> None:
    ended = deploy(light, LATER)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == summary_of(LATER, updated=True)
    assert light.account.master.password not in ended.stdout + ended.stderr


def test_from_another_branch_it_is_refused(light: Operator) -> None:
    ended = light.run("provisioner", "deploy", GITHUB_REF="refs/pull/7/merge")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "The provisioner is deployed only from main, and this is refs/pull/7/merge.\n"
        "Run it on the branch main.\n"
    )


def test_what_is_not_set_is_named(light: Operator) -> None:
    ended = light.run("provisioner", "deploy", "--commit", LATER, PROVISIONER_ROLE_ARN="")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(
        f"These variables are not set: PROVISIONER_ROLE_ARN.\n`{PROGRAM} stack list`"
    )

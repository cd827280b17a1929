"""`keeper deploy`: the account of these tests has its keeper from that command."""

import json

from tests.previews.conftest import Operator
from tests.standins.previews_account import KEEPER, KEEPERS_COMMIT

LATER = "c" * 40


def test_the_function_is_mains_has_no_url_and_runs_as_a_role_of_its_own(operator: Operator) -> None:
    function = operator.account.client("lambda")
    found = function.get_function_configuration(FunctionName=KEEPER.function)
    assert found["Role"] == operator.account.names["KEEPER_ROLE_ARN"]
    assert found["VpcConfig"]["SubnetIds"] == [operator.account.names["PREVIEW_SUBNET_IDS"]]
    variables = found["Environment"]["Variables"]
    secret = ("DB_PASSWORD", "DJANGO_SECRET_KEY")
    assert {name: text for name, text in variables.items() if name not in secret} == {
        "DJANGO_SETTINGS_MODULE": "core.settings.keeper",
        "DJANGO_ALLOWED_HOSTS": "localhost",
        "DB_HOST": operator.account.postgres.owner.host,
        "DB_PORT": str(operator.account.postgres.port),
        "DB_NAME": "postgres",
        "DB_USER": "itg_keeper",
        "APP_VERSION": KEEPERS_COMMIT,
        "STAGE": "preview-keeper",
    }
    assert variables["DB_PASSWORD"] == operator.account.master.password
    assert (
        function.list_function_url_configs(FunctionName=KEEPER.function)["FunctionUrlConfigs"] == []
    )


def test_again_updates_it_and_the_template(operator: Operator) -> None:
    words = ("--package", str(operator.package), "--commit", LATER, "--json")
    ended = operator.run("keeper", "deploy", *words)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {
        "function": KEEPER.function,
        "updated": True,
        "commit": LATER,
        "template": "itg_template",
        "version": LATER,
    }
    assert operator.account.master.password not in ended.stdout + ended.stderr


def test_from_another_branch_it_is_refused(operator: Operator) -> None:
    ended = operator.run("keeper", "deploy", GITHUB_REF="refs/pull/7/merge")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == (
        "The keeper is deployed from main, and this is refs/pull/7/merge.\n"
        "Run it on the branch main.\n"
    )


def test_what_is_not_set_is_named(operator: Operator) -> None:
    ended = operator.run("keeper", "deploy", "--commit", LATER, KEEPER_ROLE_ARN="")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("KEEPER_ROLE_ARN not set.\n`python -m delivery stack list`")

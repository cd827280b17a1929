"""Two whole previews live at once, each its own behind its own password: pushed to, and made anew.

A fixture is what was seen after one step; each names the steps that come before it.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from delivery.preview.settings import SECRETS
from tests import commands
from tests.delivery.fixtures import TOOLS
from tests.previews.browsing import Visit, open_page, visit
from tests.previews.operators import SECONDS, Ended, Operator
from tests.previews.pushed import TITLE, with_migration
from tests.previews.visits import get
from tests.services.aws import REGION
from tests.services.chromium import Chromium
from tests.standins.previews_account import FILES

ONE, TWO = 1, 2
SECOND, LATER = "b" * 40, "d" * 40


@dataclass(frozen=True)
class Deployed:
    """A preview as the command told it, and what GitHub showed then."""

    preview: dict[str, Any]
    comment: str
    deployments: list[dict[str, Any]]


def deploy(operator: Operator, number: int, *words: str, **more: Any) -> Deployed:
    preview = operator.deploy(number, *words, **more)
    return Deployed(preview, operator.comment(number), deepcopy(operator.github.deployments))


@pytest.fixture(scope="module")
def first(operator: Operator) -> Deployed:
    return deploy(operator, ONE)


@pytest.fixture(scope="module")
def second(operator: Operator) -> Deployed:
    return deploy(operator, TWO)


@pytest.fixture(scope="module")
def pushed(operator: Operator, first: Deployed, tmp_path_factory: Any) -> Deployed:
    """The first, after a push that brings a migration."""
    folder: Path = tmp_path_factory.mktemp("pushed")
    package = with_migration(operator.package, folder)
    return deploy(operator, ONE, commit=SECOND, package=package)


@pytest.fixture(scope="module")
def visits(
    operator: Operator, pushed: Deployed, second: Deployed, browser: Any
) -> dict[str, Visit]:
    """Of both previews, by stage."""
    previews = {ONE: pushed.preview, TWO: second.preview}
    return {
        one["stage"]: visit(browser, operator.opening(number)) for number, one in previews.items()
    }


@dataclass(frozen=True)
class Command:
    """What an operator's command on the second preview said."""

    neighbour: Ended
    motto: Ended


@pytest.fixture(scope="module")
def asked(operator: Operator, second: Deployed, pushed: Deployed) -> Command:
    return Command(
        operator.command(TWO, "shell", "--no-imports", "-c", TRESPASS),
        operator.command(TWO, *MOTTO),
    )


@pytest.fixture(scope="module")
def fresh(operator: Operator, visits: dict[str, Visit], asked: Command) -> Deployed:
    """The second made anew, when all else about it was seen."""
    made = ("createsuperuser", "--noinput", "--username", "mine", "--email", "me@here.invalid")
    assert operator.command(TWO, *made).returncode == 0
    return deploy(operator, TWO, "--fresh", commit=LATER)


@pytest.fixture(scope="module")
def browser(chromium: Chromium) -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options)
        yield browser
        browser.close()


def test_a_preview_is_told_with_all_that_a_reviewer_needs(first: Deployed) -> None:
    preview = first.preview
    for said in (
        *(preview["site"], preview["admin"], preview["url"], preview["commit"]),
        *("**Sign in**", "it brings no migration", "/aws/lambda/itg-backend-pr-1"),
        "`build/tools/bin/delivery preview open 1`",
        "run --stage pr-1 --",
    ):
        assert said in first.comment
    assert preview["compatibility"] == {}
    steps = {"Package", "Database", "Function", "Bootstrap", "Site", "Smoke"}
    assert preview["steps"].keys() == steps
    (deployment,) = [one for one in first.deployments if one["environment"] == "pr-1"]
    assert deployment["statuses"][0]["environment_url"] == preview["site"]


@pytest.mark.usefixtures("first")
def test_the_url_has_exactly_the_two_conditioned_permissions(operator: Operator) -> None:
    policy = operator.account.client("lambda").get_policy(FunctionName="itg-backend-pr-1")
    found = {
        (one["Principal"], one["Action"], json.dumps(one["Condition"]))
        for one in json.loads(policy["Policy"])["Statement"]
    }
    assert found == {
        (
            "*",
            "lambda:InvokeFunctionUrl",
            '{"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}',
        ),
        ("*", "lambda:InvokeFunction", '{"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}'),
    }


@pytest.mark.usefixtures("first")
def test_zappas_own_commands_work_with_the_settings_of_a_preview(
    operator: Operator, tmp_path: Path
) -> None:
    ended = operator.run("preview", "settings", str(ONE))
    assert ended.returncode == 0, ended.stderr
    assert "zappa status pr_1 -s FILE" in ended.stderr
    assert "${" not in ended.stdout
    (tmp_path / "pr-1.json").write_text(ended.stdout)
    status = zappa(operator, tmp_path, "status", "pr_1", "--json")
    assert json.loads(status)["Lambda Name"] == "itg-backend-pr-1"
    tail = ("tail", "pr_1", "--since", "1d", "--disable-keep-open")
    assert "manage.py bootstrap ended with exit code 0" in zappa(operator, tmp_path, *tail)
    absent = operator.run("preview", "settings", "404")
    assert absent.returncode == 1
    assert "There is no function itg-backend-pr-404." in absent.stderr


def zappa(operator: Operator, folder: Path, *words: str) -> str:
    """Stock Zappa's output, as the README has an operator run it."""
    ended = subprocess.run(
        [TOOLS.with_name("zappa"), *words, "-s", folder / "pr-1.json"],
        cwd=folder,
        env={
            "PATH": f"{TOOLS.parent}{os.pathsep}{os.defpath}",
            "HOME": str(folder),
            "PYTHONPATH": str(commands.BACKEND),
            **operator.account.cloud.environment_of_clients,
            "AWS_REGION": REGION,
        },
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_it_answers_its_own_two_origins_and_no_search_engine(
    operator: Operator, first: Deployed
) -> None:
    url, site, opened = first.preview["url"], first.preview["site"], operator.authorization(ONE)
    status, headers, _ = get(f"{url}/api/layout/", Origin=site, **opened)
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, site)
    assert headers["X-Robots-Tag"] == "noindex"
    _, headers, _ = get(f"{url}/api/layout/", Origin="https://elsewhere.test", **opened)
    assert "Access-Control-Allow-Origin" not in headers
    assert get(f"{url}/api/layout/", Host="elsewhere.test", **opened)[0] == 400
    assert get(site, **opened)[1]["X-Robots-Tag"] == "noindex"


def test_nothing_secret_is_told(operator: Operator, first: Deployed) -> None:
    store = operator.account.client("secretsmanager")
    values = [
        store.get_secret_value(SecretId=f"itg/pr-1/{name}")["SecretString"] for name in SECRETS
    ]
    told = json.dumps(first.preview) + first.comment + json.dumps(operator.github.comments)
    assert [value for value in values if value in told] == []


def test_two_at_once_serve_each_its_own_data_to_its_own_site(
    pushed: Deployed, second: Deployed, visits: dict[str, Visit]
) -> None:
    for mine, other in ((pushed, second), (second, pushed)):
        seen = visits[mine.preview["stage"]]
        assert seen.faults == []
        assert any(url.startswith(f"{mine.preview['url']}/api/") for url in seen.asked)
        assert not any(url.startswith(other.preview["url"]) for url in seen.asked)
        assert seen.pictures > 1, "pictures come from the previews' own folder"
    assert TITLE in visits["pr-1"].title
    assert TITLE not in visits["pr-2"].title


def test_a_push_updates_in_place_and_says_what_it_migrated(
    first: Deployed, pushed: Deployed
) -> None:
    preview = pushed.preview
    assert (preview["url"], preview["site"]) == (first.preview["url"], first.preview["site"])
    assert preview["updated"] is True
    assert preview["migrations"] == ["content.9000_motto"]
    assert preview["compatibility"]["compatible"] is True
    assert "Compatibility" in preview["steps"]
    assert "`content.9000_motto`" in pushed.comment  # the only one


MOTTO = (
    *("shell", "--no-imports", "-c"),
    "from django.db import connection as c; k = c.cursor(); "
    "k.execute('SELECT words FROM content_motto'); print(*k)",
)


@pytest.mark.usefixtures("pushed")
def test_every_command_works_on_a_preview(operator: Operator, asked: Command) -> None:
    ended = operator.command(ONE, "showmigrations", "content")
    assert (ended.returncode, "[X] 9000_motto" in ended.stdout) == (0, True), ended.stderr
    assert "('onward',)" in operator.command(ONE, *MOTTO).stdout
    ended = asked.motto
    assert (ended.returncode, "does not exist" in ended.stdout) == (1, True)


def test_a_preview_cannot_reach_its_neighbour(asked: Command) -> None:
    """Its database, files, names of files and secrets, tried with all that its code holds."""
    ended = asked.neighbour
    tried = [line for line in ended.stdout.splitlines() if line.endswith((": refused", ": done"))]
    assert len(tried) == 6, ended.stdout + ended.stderr
    assert [line for line in tried if not line.endswith("refused")] == ["own file: done"]


TRESPASS = f"""
import boto3, os, psycopg2
from django.db import connection
s3, store = boto3.client("s3"), boto3.client("secretsmanager")
login = {{**connection.get_connection_params(), "dbname": "pr_1"}}
login = {{k: v for k, v in login.items() if k not in ("cursor_factory", "client_encoding")}}
def attempt(name, what):
    try:
        what()
    except Exception as error:
        print(f"{{name}}: refused", flush=True)
    else:
        print(f"{{name}}: done", flush=True)
attempt("own file", lambda: s3.put_object(Bucket="{FILES}", Key="pr-2/media/x", Body=b""))
attempt("write", lambda: s3.put_object(Bucket="{FILES}", Key="pr-1/media/x", Body=b""))
attempt("read", lambda: s3.get_object(Bucket="{FILES}", Key="pr-1/static/staticfiles.json"))
attempt("names", lambda: s3.list_objects_v2(Bucket="{FILES}", Prefix="pr-1/"))
attempt("secret", lambda: store.get_secret_value(SecretId="itg/pr-1/DB_PASSWORD"))
attempt("database", lambda: psycopg2.connect(**login))
"""


def test_fresh_forgets_its_data_and_its_own_password_stands_before_all_of_it(
    operator: Operator, fresh: Deployed, browser: Any
) -> None:
    counted = "from django.contrib.auth.models import User; print(*User.objects.all())"
    assert operator.command(TWO, "shell", "--no-imports", "-c", counted).stdout.split() == ["admin"]

    site = fresh.preview["site"]
    own, neighbours = operator.authorization(TWO), operator.authorization(ONE)
    address = f"{fresh.preview['url']}/api/layout/"
    assert [get(address, **headers)[0] for headers in ({}, neighbours, own)] == [401, 401, 200]
    source = get(site)[2].decode()
    assert operator.opening(TWO)["password"] not in source
    assert own["Authorization"] not in source
    page = open_page(browser, operator.opening(TWO))
    page.goto(f"{site}/about/", wait_until="networkidle")
    assert page.locator("main h1").inner_text() == "Engineering, learned by finishing something"
    page.close()

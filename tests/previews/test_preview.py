"""Previews from their first deploy to the last of them: two live at once, each its own.

One after another in one account, as an ordinary week has them.
"""

import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from playwright.sync_api import sync_playwright

from tests import commands
from tests.delivery.fixtures import TOOLS
from tests.previews.conftest import Operator
from tests.previews.pushed import TITLE, with_migration
from tests.services.chromium import Chromium
from tests.standins.previews_account import FILES

ONE, TWO = 1, 2
SECOND, EARLIER, LATER = "b" * 40, "c" * 40, "d" * 40


@pytest.fixture(scope="module")
def first(operator: Operator) -> dict[str, Any]:
    return operator.deploy(ONE)


@pytest.fixture(scope="module")
def second(operator: Operator, first: dict[str, Any]) -> dict[str, Any]:
    return operator.deploy(TWO)


@pytest.fixture(scope="module")
def pushed(operator: Operator, second: dict[str, Any], tmp_path_factory: Any) -> dict[str, Any]:
    """The first, after a push that brings a migration."""
    folder: Path = tmp_path_factory.mktemp("pushed")
    return operator.deploy(ONE, commit=SECOND, package=with_migration(operator.package, folder))


PICTURES = "[...document.images].filter(image => image.naturalWidth).length"


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (loopback)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.fixture(scope="module")
def browser(chromium: Chromium) -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options)
        yield browser
        browser.close()


def test_a_preview_is_told_with_all_that_a_reviewer_needs(
    operator: Operator, first: dict[str, Any]
) -> None:
    (comment,) = [one["body"] for one in operator.github.comments if one["number"] == ONE]
    for said in (
        *(first["site"], first["admin"], first["url"], first["commit"], "Sign in to the admin"),
        *("Rollback", "aws logs tail /aws/lambda/itg-backend-pr-1", "run --stage pr-1 --"),
    ):
        assert said in comment
    assert first["judgement"]["compatible"] is True
    assert first["steps"].keys() == {
        *("Package", "Database", "Function", "Bootstrap", "Site", "Smoke", "Migrations judged")
    }
    (deployment,) = operator.github.deployments[:1]
    assert deployment["statuses"][0]["environment_url"] == first["site"]


def test_the_url_has_exactly_the_two_conditioned_permissions(
    operator: Operator, first: dict[str, Any]
) -> None:
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


def test_zappas_own_commands_work_with_the_settings_of_a_preview(
    operator: Operator, first: dict[str, Any], tmp_path: Path
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
            **operator.account.environment,
        },
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_it_answers_its_own_two_origins_and_no_search_engine(first: dict[str, Any]) -> None:
    status, headers, _ = get(f"{first['url']}/api/layout/", Origin=first["site"])
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, first["site"])
    assert headers["X-Robots-Tag"] == "noindex"
    _, headers, _ = get(f"{first['url']}/api/layout/", Origin="https://elsewhere.test")
    assert "Access-Control-Allow-Origin" not in headers
    assert get(f"{first['url']}/api/layout/", Host="elsewhere.test")[0] == 400
    assert get(first["site"])[1]["X-Robots-Tag"] == "noindex"


def test_nothing_secret_is_told(operator: Operator, first: dict[str, Any]) -> None:
    store = operator.account.client("secretsmanager")
    values = [
        store.get_secret_value(SecretId=f"itg/pr-1/{name}")["SecretString"]
        for name in ("DB_PASSWORD", "DJANGO_SECRET_KEY", "DJANGO_SUPERUSER_PASSWORD")
    ]
    told = json.dumps(first) + json.dumps(operator.github.comments)
    assert [value for value in values if value in told] == []


def test_two_at_once_serve_each_its_own_data_to_its_own_site(
    operator: Operator, pushed: dict[str, Any], second: dict[str, Any], browser: Any
) -> None:
    titles = {}
    for preview in (pushed, second):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error, faults=faults: faults.append(str(error)))
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(f"{preview['site']}/about/", wait_until="networkidle")
        page.wait_for_selector("main h1")
        titles[preview["stage"]] = page.title()
        page.goto(preview["site"], wait_until="networkidle")
        assert faults == []
        assert any(url.startswith(f"{preview['url']}/api/") for url in asked)
        other = second if preview is pushed else pushed
        assert not any(url.startswith(other["url"]) for url in asked)
        loaded = page.evaluate(PICTURES)
        assert loaded > 1, "pictures come from the previews' own folder"
        context.close()
    assert TITLE in titles["pr-1"]
    assert TITLE not in titles["pr-2"]


def test_a_push_updates_in_place_and_says_what_it_migrated(
    operator: Operator, first: dict[str, Any], pushed: dict[str, Any]
) -> None:
    assert (pushed["url"], pushed["site"]) == (first["url"], first["site"])
    assert pushed["updated"] is True
    assert pushed["migrations"] == ["content.9000_motto"]
    assert pushed["judgement"]["compatible"] is True
    comments = [one for one in operator.github.comments if one["number"] == ONE]
    assert len(comments) == 1
    assert "`content.9000_motto`" in comments[0]["body"]


def test_every_command_works_on_a_preview(operator: Operator, pushed: dict[str, Any]) -> None:
    ended = operator.command(ONE, "showmigrations", "content")
    assert (ended.returncode, "[X] 9000_motto" in ended.stdout) == (0, True), ended.stderr
    sql = "from django.db import connection as c; k = c.cursor(); k.execute('{}'); print(*k)"
    words = ("shell", "--no-imports", "-c", sql.format("SELECT words FROM content_motto"))
    assert "('onward',)" in operator.command(ONE, *words).stdout
    ended = operator.command(TWO, *words)
    assert (ended.returncode, "does not exist" in ended.stdout) == (1, True)


def test_a_preview_cannot_reach_its_neighbour(
    operator: Operator, pushed: dict[str, Any], second: dict[str, Any]
) -> None:
    """Its database, files, names of files and secrets, tried with all that its code holds."""
    ended = operator.command(TWO, "shell", "--no-imports", "-c", TRESPASS)
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


def test_of_two_pushes_at_once_the_later_wins(
    operator: Operator, pushed: dict[str, Any], second: dict[str, Any]
) -> None:
    earlier = operator.start(*operator.deploy_words(TWO, EARLIER), "--json")
    assert earlier.stderr
    while "Package" not in (line := earlier.stderr.readline()):  # then it holds the lease
        assert line, "it ended without a word"
    later = operator.deploy(TWO, commit=LATER)
    out, err = earlier.communicate(timeout=60)
    assert (earlier.returncode, out) == (1, "")
    assert f"the deploy of {LATER[:12]}" in err.lower()
    assert later["commit"] == LATER
    assert json.loads(get(f"{second['url']}/health/")[2])["version"] == LATER
    (comment,) = [one["body"] for one in operator.github.comments if one["number"] == TWO]
    assert LATER[:7] in comment
    assert EARLIER[:7] not in comment


def test_fresh_forgets_its_data_and_a_password_stands_before_all_of_it(
    operator: Operator, pushed: dict[str, Any], second: dict[str, Any], browser: Any
) -> None:
    made = ("createsuperuser", "--noinput", "--username", "mine", "--email", "me@here.invalid")
    assert operator.command(TWO, *made).returncode == 0
    words = [*operator.deploy_words(TWO, LATER), "--fresh"]
    assert operator.run(*words, PREVIEW_PASSWORD="between us").returncode == 0
    counted = "from django.contrib.auth.models import User; print(*User.objects.all())"
    assert operator.command(TWO, "shell", "--no-imports", "-c", counted).stdout.split() == ["admin"]

    assert get(second["site"])[0] == 401
    assert get(f"{second['url']}/api/layout/")[0] == 401
    context = browser.new_context(
        http_credentials={
            "username": "preview",
            "password": "between us",
            "origin": second["site"],  # the API's is asked for by the page alone
        }
    )
    page = context.new_page()
    page.goto(f"{second['site']}/about/", wait_until="networkidle")
    assert page.locator("main h1").inner_text() == "Engineering, learned by finishing something"
    context.close()


def test_list_and_reap_explain_each_and_a_dry_run_does_nothing(
    operator: Operator, pushed: dict[str, Any], second: dict[str, Any]
) -> None:
    found = {
        one["stage"]: one for one in json.loads(operator.run("preview", "list", "--json").stdout)
    }
    assert (found["pr-1"]["commit"], found["pr-1"]["pull_request"]) == (SECOND, "open")
    assert found["pr-1"]["idle_days"] < 1
    assert found["pr-1"]["parts"]["secret"] == 3
    operator.github.pulls |= {TWO: "closed"}  # whose close event never came
    ended = operator.run("preview", "reap", "--dry-run")
    assert "pr-1: kept, its pull request is open" in ended.stderr
    assert "pr-2: destroying, its pull request is closed" in ended.stderr
    assert "2 previews: 1 would be destroyed, 1 kept" in ended.stdout
    assert get(f"{second['url']}/health/")[0] == 200


def test_reap_without_github_destroys_nothing(operator: Operator, second: dict[str, Any]) -> None:
    ended = operator.run("preview", "reap", GITHUB_TOKEN="")
    assert ended.returncode == 1
    assert "Nothing was destroyed." in ended.stderr
    ended = operator.run("preview", "reap", GITHUB_TOKEN="wrong")
    assert (ended.returncode, "GitHub answers 401" in ended.stderr) == (1, True)


def test_reap_destroys_what_nobody_closed_to_nothing_left(
    operator: Operator, pushed: dict[str, Any], second: dict[str, Any]
) -> None:
    operator.github.pulls |= {TWO: "merged"}
    ended = operator.run("preview", "reap")
    assert ended.returncode == 0, ended.stderr
    assert "pr-2: 11 found, 0 left" in ended.stdout, ended.stdout
    assert "2 previews: 1 destroyed, 1 kept" in ended.stdout
    states = [
        [one["state"] for one in deployment["statuses"]]
        for deployment in operator.github.deployments
        if deployment["environment"] == "pr-2"
    ]
    assert states == [["success", "inactive"]] * 3
    assert get(f"{pushed['url']}/health/")[0] == 200


def test_destroyed_twice_nothing_is_left_twice(operator: Operator, pushed: dict[str, Any]) -> None:
    ended = operator.run("preview", "destroy", "1")
    assert (ended.returncode, "0 left" in ended.stdout) == (0, True), ended.stderr
    ended = operator.run("preview", "destroy", "1")
    assert (ended.returncode, ended.stdout) == (0, "pr-1: 0 found, 0 left\n")
    assert operator.run("preview", "list").stdout == "There is no preview.\n"

"""What operators see of a preview, signed in as the role that changes nothing."""

import json
import time
from typing import Any

import pytest

from delivery.preview.settings import NEEDED
from tests.previews.operators import COMMIT, Ended, Operator
from tests.standins import light_function

LINE = {"location": "access", "message": "GET api/pages/ 200", "duration_ms": 3, "request_id": "r"}


@pytest.fixture(scope="module")
def preview(light: Operator) -> dict[str, Any]:
    return light.deploy(1)


def test_status_says_how_it_is(light: Operator, preview: dict[str, Any]) -> None:
    ended = light.run("status", "pr-1", "--json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    parts = json.loads(ended.stdout)["parts"]
    assert parts["serves"]["commit"] == parts["backend"]["version"] == COMMIT
    assert parts["backend"]["address"] == preview["url"]
    assert parts["site"]["address"] == preview["site"]
    assert "runs no commands" in parts["inside"]["words"]
    as_others = {**light.account.cloud.environment_of_clients, "AWS_SESSION_TOKEN": ""}
    known = json.loads(light.run("status", "pr-1", "--json", **as_others).stdout)["parts"]
    assert known["content"]["version"] == 7


def test_a_preview_that_is_not_there_is_said(light: Operator) -> None:
    for noun in ("status", "env", "open"):
        ended = light.run(noun, "pr-9")
        assert (ended.returncode, "There is no preview pr-9" in ended.stderr) == (1, True)


@pytest.mark.usefixtures("preview")
def test_its_log_is_read_as_productions(light: Operator) -> None:
    logs, group = light.account.cloud.client("logs"), "/aws/lambda/itg-backend-pr-1"
    stream = "2026/11/29/[$LATEST]abcdef"
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    now = int(time.time() * 1000)
    words = ["START RequestId: r Version: $LATEST", json.dumps(LINE)]
    events = [{"timestamp": now, "message": one} for one in words]
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    ended = light.run("logs", "pr-1")
    assert [line[15:] for line in ended.stdout.splitlines()] == [
        "cdef INFO  GET api/pages/ 200, 3 ms [r]"
    ]


def test_all_access_ends_with_one_command(light: Operator, preview: dict[str, Any]) -> None:
    before, variables = light.opening(1), of_function(light)
    ended = light.run("preview", "revoke", "1")
    assert ended.returncode == 0, ended.stderr
    after, now = light.opening(1), of_function(light)
    changed = {name for name in variables if variables[name] != now[name]}
    assert changed == {"PREVIEW_PASSWORD", "DJANGO_SECRET_KEY"}
    assert variables.keys() == now.keys()
    assert (after["password"], now["PREVIEW_PASSWORD"]) == (now["PREVIEW_PASSWORD"],) * 2
    assert after["password"] != before["password"]
    assert after["password"] not in ended.stdout + ended.stderr
    assert light.deploy(1)["commit"] == preview["commit"]
    assert of_function(light) == now, "a later deploy keeps the new values"
    gone = light.run("preview", "revoke", "9")
    assert (gone.returncode, "There is no preview of pull request 9" in gone.stderr) == (1, True)


def of_function(light: Operator, number: int = 1) -> dict[str, str]:
    functions = light.account.cloud.client("lambda")
    found = functions.get_function_configuration(FunctionName=f"itg-backend-pr-{number}")
    return dict(found["Environment"]["Variables"])


def revoke_all(light: Operator) -> Ended:
    """As the workflow does it: with a role of its own, and only the bucket of the leases."""
    given = dict.fromkeys(set(NEEDED) - {"PREVIEW_PACKAGES_BUCKET"}, "")
    role = light.account.environment("itg-previews-revoke")
    return light.run("preview", "revoke", "--all", **{**role, **given})


def test_a_repository_that_becomes_public_shows_no_link_that_works(light: Operator) -> None:
    light.github.repository["private"] = True
    for number in (2, 3):
        light.deploy(number)
        assert "[Sign in as a reviewer](" in light.comment(number)
    light.github.comments = [one for one in light.github.comments if one["number"] != 3]
    light.github.repository["private"] = False
    before = {number: of_function(light, number) for number in (2, 3)}
    ended = revoke_all(light)
    assert ended.returncode == 0, ended.stderr
    assert "pr-2, pr-3" in ended.stdout
    for number, variables in before.items():
        now = of_function(light, number)
        changed = {name for name in variables if variables[name] != now[name]}
        assert changed == {"PREVIEW_PASSWORD", "DJANGO_SECRET_KEY"}
    assert "**Sign in**: an operator makes a link" in light.comment(2)
    assert [one for one in light.github.comments if one["number"] == 3] == []


def test_one_preview_that_keeps_access_is_named_and_the_others_lose_it(light: Operator) -> None:
    """Its code is older than the command that forgets links."""
    light.deploy(4)
    old = light_function.package(lacking="revoke_sign_in")
    functions = light.account.cloud.client("lambda")
    functions.update_function_code(FunctionName="itg-backend-pr-4", ZipFile=old)
    light.deploy(5)
    before = of_function(light, 5)
    ended = revoke_all(light)
    light.run("preview", "destroy", "4")
    assert ended.returncode == 1
    assert "Access to pr-4 has possibly not ended." in ended.stderr
    assert "preview destroy 4" in ended.stderr
    assert of_function(light, 5)["DJANGO_SECRET_KEY"] != before["DJANGO_SECRET_KEY"]


@pytest.mark.parametrize("words", [(), ("4", "--all")])
def test_either_one_preview_or_all_are_named(light: Operator, words: tuple[str, ...]) -> None:
    ended = light.run("preview", "revoke", *words)
    assert (ended.returncode, "or --all" in ended.stderr) == (2, True)


def test_env_and_open_show_no_secret(light: Operator, preview: dict[str, Any]) -> None:
    opening = light.opening(1)
    ended = light.run("env", "pr-1", "--json")
    assert ended.returncode == 0, ended.stderr
    found = {one["name"]: one for one in json.loads(ended.stdout)}
    assert found["DB_PASSWORD"] == {
        "name": "DB_PASSWORD",
        "source": "function, as plain text",
        "value": "",
    }
    assert found["FRONTEND_URL"]["value"] == preview["site"]
    addresses = light.run("open", "pr-1").stdout
    assert f"admin    {opening['admin']}" in addresses
    for text in (ended.stdout, addresses):
        assert opening["password"] not in text
        assert opening["admin_password"] not in text

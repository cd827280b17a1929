"""The roles that run Zappa may make every call that it makes, on the function that it works on."""

import json

import pytest

from tests.infrastructure import zappa_calls
from tests.infrastructure.account import ROOT, Infrastructure
from tests.infrastructure.permissions import role
from tests.infrastructure.test_reach import of_previews
from tests.services.iam import Call

FUNCTION = "arn:aws:lambda:us-west-2:123456789012:function:itg-backend"
FUNCTIONS = {
    "itg-previews": f"{FUNCTION}-pr-42",
    "itg-provisioner-deploy": f"{FUNCTION}-preview-provisioner",
}
QUALIFIED = {"lambda:DeleteFunction": ":7", "lambda:GetAlias": ":current-alb-version"}


def test_calls_are_read_from_zappas_source() -> None:
    assert zappa_calls.calls("deploy") == {
        *("lambda:CreateFunction", "lambda:GetFunction", "lambda:GetFunctionConfiguration"),
        *("lambda:ListVersionsByFunction", "lambda:TagResource"),
    }
    assert zappa_calls.calls("update") >= {
        *("lambda:GetAlias", "lambda:DeleteFunctionConcurrency", "lambda:UpdateFunctionCode"),
    }


def test_what_is_not_entered_is_turned_off_in_the_settings_and_is_still_in_zappa() -> None:
    settings = json.loads((ROOT / "zappa_settings.json").read_text())["preview"]
    off = ("manage_roles", "keep_warm", "function_url_enabled", "apigateway_enabled")
    assert [name for name in off if settings[name]] == []
    assert [name for name in zappa_calls.ABSENT if name in settings] == []
    assert settings["role_arn"]
    names = {name for _, name in zappa_calls.methods()}
    assert zappa_calls.NOT_ENTERED.keys() - names == set()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("command", ["deploy", "update"])
def test_a_role_may_make_every_call_of_zappa(
    deployed: Infrastructure, command: str, name: str
) -> None:
    function = FUNCTIONS[name]
    network = of_previews(deployed)  # Zappa names it whenever it makes or updates a function
    calls = [Call(call, function, network) for call in sorted(zappa_calls.calls(command))]
    calls += [
        Call(call.action, f"{function}{QUALIFIED[call.action]}")
        for call in calls
        if call.action in QUALIFIED
    ]
    assert role(deployed, name).principal.refused(calls) == []

"""Stock Zappa, the program, against the function that its package became."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.delivery.fixtures import Package
from tests.services.lambda_runtime import LambdaRuntime
from tests.standins.functions import Functions

FUNCTION = "itg-backend-preview"


@pytest.fixture(scope="module")
def account(function: LambdaRuntime) -> Iterator[Functions]:
    with Functions({FUNCTION: function}) as functions:
        yield functions


Zappa = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def zappa(tools: Path, package: Package, account: Functions, tmp_path: Path) -> Zappa:
    """``zappa("manage", "check")`` with the settings that the package was built with.

    It sees nothing of this environment, and writes into a folder of the test's own.
    """
    program = tools.with_name("zappa")
    settings = package.archive.with_name("zappa_settings.json")

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [program, words[0], "preview", *words[1:], "-s", settings, "--no-color"],
            cwd=tmp_path,
            env={
                "PATH": f"{tools.parent}{os.pathsep}{os.defpath}",
                "HOME": str(tmp_path),
                "AWS_EC2_METADATA_DISABLED": "true",
                **account.environment_of_clients,
            },
            capture_output=True,
            text=True,
            timeout=100,
        )

    return run


def test_manage_prints_what_the_command_says(zappa: Zappa) -> None:
    ended = zappa("manage", "migrate --plan")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Planned operations:\n  No planned migration operations.\n" in ended.stdout


def test_manage_fails_when_the_command_does(zappa: Zappa) -> None:
    ended = zappa("manage", "migrate content 0404")
    assert ended.returncode == 1
    assert "CommandError: Cannot find a migration matching '0404'" in ended.stdout
    assert "Unhandled error occurred while invoking command" in ended.stdout + ended.stderr


def test_raw_python_is_refused_and_does_not_run(
    zappa: Zappa, account: Functions, tmp_path: Path
) -> None:
    pwned = tmp_path / "pwned"
    before = len(account.invoked)
    ended = zappa("invoke", f"open({str(pwned)!r}, 'w')", "--raw")
    assert ended.returncode == 1
    assert "UnknownEvent" in ended.stdout
    assert "raw_command" in ended.stdout
    assert len(account.invoked) == before + 1
    assert not pwned.exists()

"""Stock Zappa, the program, against the function that its package became."""

import os
import subprocess
from collections.abc import Iterator
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


def zappa(
    tools: Path, package: Package, account: Functions, *words: str
) -> subprocess.CompletedProcess[str]:
    """Zappa with the settings that the package was built with, and nothing of this environment."""
    settings = package.archive.with_name("zappa_settings.json")
    return subprocess.run(
        [tools.with_name("zappa"), words[0], "preview", *words[1:], "-s", settings, "--no-color"],
        cwd=package.archive.parent,
        env={
            "PATH": f"{tools.parent}{os.pathsep}{os.defpath}",
            "HOME": str(package.archive.parent),
            "AWS_EC2_METADATA_DISABLED": "true",
            **account.environment_of_clients,
        },
        capture_output=True,
        text=True,
        timeout=100,
    )


def test_manage_prints_what_the_command_says(
    tools: Path, package: Package, account: Functions
) -> None:
    ended = zappa(tools, package, account, "manage", "migrate --plan")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Planned operations:\n  No planned migration operations.\n" in ended.stdout


def test_manage_fails_when_the_command_does(
    tools: Path, package: Package, account: Functions
) -> None:
    ended = zappa(tools, package, account, "manage", "migrate content 0404")
    assert ended.returncode == 1
    assert "CommandError: Cannot find a migration matching '0404'" in ended.stdout
    assert "Unhandled error occurred while invoking command" in ended.stdout + ended.stderr


def test_raw_python_is_refused_and_does_not_run(
    tools: Path, package: Package, account: Functions, tmp_path: Path
) -> None:
    pwned = tmp_path / "pwned"
    before = len(account.invoked)
    ended = zappa(tools, package, account, "invoke", f"open({str(pwned)!r}, 'w')", "--raw")
    assert ended.returncode == 1
    assert "UnknownEvent" in ended.stdout
    assert "raw_command" in ended.stdout
    assert len(account.invoked) == before + 1
    assert not pwned.exists()

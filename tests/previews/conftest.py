"""An account that previews are deployed to, and an operator who does it, by the real commands."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from delivery import site
from tests import commands
from tests.delivery.fixtures import TOOLS, Package
from tests.services.postgres import PostgresServer
from tests.standins.github import GitHub
from tests.standins.previews_account import PreviewsAccount, previews_account

SECONDS: Final = 900  # the account's keeper migrates a template first
COMMIT: Final = "a" * 40
WORKER: Final = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
FIRST_PORT: Final = 21_000 + 1_000 * int(WORKER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test to ask for the account waits for it."""
    for item in items:
        if "operator" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(SECONDS))


@dataclass
class Operator:
    """Someone signed in to the account, with a package and a site that were built elsewhere."""

    account: PreviewsAccount
    github: GitHub
    package: Path
    site: Path

    def start(self, *words: str, **variables: str) -> "subprocess.Popen[str]":
        inherited = {name: os.environ[name] for name in commands.INHERITED if name in os.environ}
        return subprocess.Popen(
            [TOOLS, "-m", "delivery", *words],
            env={
                **inherited,
                "PYTHONPATH": str(commands.BACKEND),
                **self.account.environment,
                **self.github.environment_of_clients,
                **variables,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        process = self.start(*words, **variables)
        out, err = process.communicate(timeout=SECONDS)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def deploy_words(self, number: int, commit: str, package: Path | None = None) -> list[str]:
        built = ["--package", str(package or self.package), "--site", str(self.site)]
        return ["preview", "deploy", str(number), "--commit", commit, *built]

    def deploy(
        self, number: int, *words: str, commit: str = COMMIT, package: Path | None = None
    ) -> dict[str, Any]:
        """The preview, as the command's JSON tells it."""
        self.github.pulls.setdefault(number, "open")
        ended = self.run(*self.deploy_words(number, commit, package), "--json", *words)
        assert ended.returncode == 0, ended.stdout + ended.stderr + self.account.cloud.log_tail(30)
        found: dict[str, Any] = json.loads(ended.stdout)
        return found

    def command(self, number: int, *words: str) -> "subprocess.CompletedProcess[str]":
        return self.run("run", "--stage", f"pr-{number}", "--", *words)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As the job without credentials builds it: for no API in particular."""
    return site.build("/api", tmp_path_factory.mktemp("site") / "dist")


@pytest.fixture(scope="session")
def operator(package: Package, built_site: Path) -> Iterator[Operator]:
    with (
        PostgresServer() as postgres,
        previews_account(postgres, FIRST_PORT) as account,
        GitHub() as github,
    ):
        account.deploy_keeper(package.archive)
        yield Operator(account, github, package.archive, built_site)

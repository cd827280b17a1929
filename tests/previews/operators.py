"""Who runs delivery's commands in an account."""

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from delivery.package import deployment
from delivery.site import sequence
from delivery.smoke import probes
from delivery.tools import basic_auth
from tests import commands
from tests.delivery import in_process
from tests.delivery.fixtures import TOOLS
from tests.standins.github import GitHub
from tests.standins.previews_account import PreviewsAccount

SECONDS: Final = 900  # a command that hangs is ended then
# What AWS is given time for, a busy machine may need more of.
DEADLINES: Final = (
    (probes, "RESPONSE_SECONDS"),
    (sequence, "SERVED_SECONDS"),
    (deployment, "ASSUMABLE_SECONDS"),
)
# The workflows sign in as these.
ROLES: Final = {
    "preview": "itg-previews",
    "provisioner": "itg-provisioner-deploy",
    "run": "itg-commands",
    **dict.fromkeys(("audit", "env", "logs", "open", "status"), "itg-operators"),
}
COMMIT: Final = "a" * 40

Ended = subprocess.CompletedProcess[str]


@dataclass
class Operator:
    """``package`` and ``site`` were built elsewhere."""

    account: PreviewsAccount
    github: GitHub
    package: Path
    site: Path

    def environment(self, noun: str, **variables: str) -> dict[str, str]:
        """Of a job that runs a command of that noun."""
        inherited = {name: os.environ[name] for name in commands.INHERITED if name in os.environ}
        return {
            **inherited,
            "PYTHONPATH": str(commands.BACKEND),
            **self.account.environment(ROLES[noun]),
            **self.github.environment_of_clients,
            **variables,
        }

    def start(self, *words: str, **variables: str) -> "subprocess.Popen[str]":
        """The command in a process of its own, as in a workflow."""
        return subprocess.Popen(
            [TOOLS, "-m", "delivery", *words],
            env=self.environment(words[0], **variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **variables: str) -> Ended:
        """To its end. Zappa is a program of its own here as well."""
        with ExitStack() as stack:
            stack.enter_context(patch.object(sys, "executable", str(TOOLS)))  # Zappa is beside it
            for module, name in DEADLINES:
                stack.enter_context(patch.object(module, name, SECONDS))
            return in_process.run(self.environment(words[0], **variables), *words)

    def deploy_words(self, number: int, commit: str, package: Path | None = None) -> list[str]:
        built = ["--package", str(package or self.package), "--site", str(self.site)]
        return ["preview", "deploy", str(number), "--commit", commit, *built]

    def deploy(
        self,
        number: int,
        *words: str,
        commit: str = COMMIT,
        package: Path | None = None,
        **variables: str,
    ) -> dict[str, Any]:
        """The preview, as the command's JSON tells it."""
        self.github.pulls.setdefault(number, "open")
        ended = self.run(*self.deploy_words(number, commit, package), "--json", *words, **variables)
        assert ended.returncode == 0, ended.stdout + ended.stderr + self.account.cloud.log_tail(30)
        found: dict[str, Any] = json.loads(ended.stdout)
        return found

    def opening(self, number: int) -> dict[str, str]:
        """Where the preview is and how somebody gets in, as the command's JSON tells it."""
        ended = self.run("preview", "open", str(number), "--json")
        assert ended.returncode == 0, ended.stderr
        found: dict[str, str] = json.loads(ended.stdout)
        return found

    def authorization(self, number: int) -> dict[str, str]:
        """The header that opens it."""
        return basic_auth.headers(self.opening(number)["password"])

    def command(self, number: int, *words: str) -> Ended:
        return self.run("run", "--stage", f"pr-{number}", "--yes", "--", *words)

    def comment(self, number: int) -> str:
        """The one comment on that pull request."""
        (found,) = [one["body"] for one in self.github.comments if one["number"] == number]
        return str(found)

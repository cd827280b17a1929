"""Who delivers previews in an account of ministack."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from delivery.package import deployment
from delivery.tools import http
from tests.delivery.fixtures import TOOLS
from tests.second_aws.account import SecondAws
from tests.services.server import READY_WITHIN
from tests.standins.amplify import Amplify

URLS = ".on.aws"  # the end of the host of every function's URL
send = http.send


@dataclass
class Operator:
    """``variables`` are those that `stack list` printed; ``site`` was built elsewhere.

    Amplify is a stand-in, for ministack has none.
    """

    account: SecondAws
    amplify: Amplify
    variables: Mapping[str, str]
    site: Path

    def client(self, service: str) -> Any:
        return self.account.client(service)

    def deliver(self, *words: str) -> "CompletedProcess[str]":
        with ExitStack() as stack:
            stack.enter_context(patch.object(sys, "executable", str(TOOLS)))  # Zappa is beside it
            stack.enter_context(patch.object(deployment, "ASSUMABLE_SECONDS", READY_WITHIN))
            stack.enter_context(patch.object(http, "send", self.send))
            return self.account.deliver(
                *words, **self.variables, AWS_ENDPOINT_URL_AMPLIFY=self.amplify.url
            )

    def deploy(self, number: int, package: Path, commit: str) -> dict[str, Any]:
        """The preview, as the command's JSON tells it."""
        built = ["--package", str(package), "--site", str(self.site), "--commit", commit]
        ended = self.deliver("preview", "deploy", str(number), *built, "--json")
        assert ended.returncode == 0, ended.stderr + self.account.log_tail(30)
        found: dict[str, Any] = json.loads(ended.stdout)
        return found

    def send(self, url: str, **request: Any) -> http.HTTPResponse:
        """As `http.send`. No name server and no certificate lead a function's URL to ministack."""
        host = urlsplit(url).hostname or ""
        if host.endswith(URLS):
            url = url.replace(f"https://{host}", self.account.url, 1)
            request["headers"] = {**(request.get("headers") or {}), "Host": host}
        return send(url, **request)


@contextmanager
def operator(account: SecondAws, stage: str, site: Path) -> Iterator[Operator]:
    """In an account that has all stacks, with one preview, whose site is served."""
    listed = account.deliver("stack", "list").stdout.splitlines()
    variables = dict(line.split("=", 1) for line in listed)
    with Amplify(variables["PREVIEW_AMPLIFY_APP_ID"]) as amplify:
        variables["PREVIEW_SITE_URL"] = amplify.hosted(stage)
        yield Operator(account, amplify, variables, site)

"""An Amplify app that the tests of the site deploy to, and visits of what it serves."""

import urllib.request
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError

import pytest

from delivery.aws.amplify import Branch
from delivery.preview import site as preview_site
from delivery.site import sequence
from delivery.site.settings import SiteSettings
from tests.delivery import sites
from tests.standins.amplify import Amplify

API = "https://api.innovatetogrow.test/api"
MAIN = "main"


@pytest.fixture
def amplify(monkeypatch: pytest.MonkeyPatch) -> Iterator[Amplify]:
    with Amplify() as account:
        for name, value in account.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        yield account


@pytest.fixture(scope="module")
def built() -> Iterator[Path]:
    with sites.built(API) as dist:
        yield dist


Deploy = Callable[..., tuple[sequence.Deployment, list[str]]]


@pytest.fixture
def deploy(amplify: Amplify, built: Path, monkeypatch: pytest.MonkeyPatch) -> Deploy:
    """``deploy()`` with the site built once, for its building has a test of its own."""
    monkeypatch.setattr(sequence, "build", lambda api, dist: preview_site.take(built, dist))
    monkeypatch.setattr(sequence, "SERVED_SECONDS", 1.0)

    def run(
        within: float = 300, api: str = API, backend: str = ""
    ) -> tuple[sequence.Deployment, list[str]]:
        said: list[str] = []
        branch, url = Branch(amplify.app_id, MAIN), amplify.hosted(MAIN)
        settings = SiteSettings(branch, api, url, backend)
        return sequence.deploy(settings, said.append, within), said

    return run


def get(url: str, **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 (loopback)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            return response.status, response.headers, response.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, b""

"""Accounts that previews are deployed to. Each file of tests has its own, so that files run beside
each other, and in any order.

In the light account every function is ``tests.standins.light_function``: it is for what delivery
does. In the whole account functions are the built package, on databases of a real server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.delivery import sites
from tests.delivery.fixtures import Package
from tests.previews.operators import SECONDS, Operator
from tests.provisioner import template_data
from tests.services.postgres import Login
from tests.services.server import HOST, ten_ports
from tests.standins import light_function
from tests.standins.github import GitHub
from tests.standins.previews_account import PreviewsAccount, previews_account

NO_SERVER: Final = Login(port=1, user="itg_provisioner", password="of-no-server", name="postgres")
PAGE: Final = '<html><head><meta name="api-base-url" content="/api" /></head></html>'


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test to ask for the whole account may have to wait for a build of the package."""
    for item in items:
        if "operator" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(SECONDS))


@contextmanager
def account_of(master: Login) -> Iterator[PreviewsAccount]:
    """For the previews 1 to 9."""
    with (
        ten_ports() as first,
        previews_account(master, first, f"http://{HOST}:{first // 10}{{number}}") as account,
    ):
        yield account


@pytest.fixture(scope="module")
def light(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """An operator of the light account."""
    folder = tmp_path_factory.mktemp("light")
    package, page = folder / "package.zip", folder / "index.html"
    package.write_bytes(light_function.package())
    page.write_text(PAGE)
    with account_of(NO_SERVER) as account, GitHub() as github:
        account.put_provisioner(light_function.package(), {})
        yield Operator(account, github, package, page.parent)


@pytest.fixture(scope="module")
def operator(package: Package) -> Iterator[Operator]:
    """An operator of the whole account."""
    with (
        sites.built("/api") as site,
        template_data.server_with_template(package.archive) as (_, master),
        account_of(master) as account,
        GitHub() as github,
    ):
        variables = template_data.environment(master)
        account.put_provisioner(package.archive.read_bytes(), variables)
        yield Operator(account, github, package.archive, site)

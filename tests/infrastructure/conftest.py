"""One account with all stacks, for whoever only looks; and one that each test finds empty."""

from collections.abc import Iterator

import pytest

from delivery.tools import config
from tests.infrastructure.account import DECISIONS, Infrastructure


@pytest.fixture(scope="session")
def decisions(account: Infrastructure) -> dict[str, str]:
    """What people have to decide, with a certificate that the account has, and copies elsewhere."""
    copies = {row.name: row.example for row in config.CHOICES if row.name.startswith("COPY_")}
    certificate = account.certificate(DECISIONS["API_DOMAIN"])
    return {**DECISIONS, **copies, "CERTIFICATE_ARN": certificate}


@pytest.fixture(scope="session")
def account() -> Iterator[Infrastructure]:
    with Infrastructure() as account:
        yield account


@pytest.fixture(scope="session")
def deployed(account: Infrastructure, decisions: dict[str, str]) -> Infrastructure:
    """The account with every stack, deployed by the command."""
    ended = account.deliver("stack", "deploy", "--yes", **decisions)
    assert ended.returncode == 0, ended.stderr
    return account


@pytest.fixture(scope="session")
def spare() -> Iterator[Infrastructure]:
    with Infrastructure() as account:
        yield account


@pytest.fixture
def empty(spare: Infrastructure) -> Infrastructure:
    """An account with nothing in it. Starting a server takes ten times as long as clearing one."""
    spare.forget()
    return spare

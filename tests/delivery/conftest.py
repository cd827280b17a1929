"""A production that starts at once, for whoever tests what a release does and says."""

from collections.abc import Iterator

import pytest

from tests.delivery.production import GOOD, PASSWORD, Production, production

SECRETS = ("DB_PASSWORD", "DJANGO_SECRET_KEY")


@pytest.fixture(scope="session")
def small_production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    with production(tmp_path_factory.mktemp("production")) as found:
        yield found


@pytest.fixture
def site(small_production: Production) -> Iterator[Production]:
    """Production with GOOD in service, and only its first secrets; nothing said yet. This process
    is signed in to it.
    """
    site = small_production
    site.database.write_text(PASSWORD)
    changed = site.forget_secrets_except(SECRETS)  # the revision in service may read them
    changed |= any(site.current(name) != site.operator.variables[name] for name in SECRETS)
    with site.signed_in():
        if changed or GOOD not in site.serving:
            site.deploy(GOOD)
        site.said.clear()
        yield site

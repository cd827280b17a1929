"""Whatever ends a release early, the release before it serves afterwards, and is on record so."""

from collections.abc import Iterator

import pytest

from delivery import releases
from delivery.errors import DeliveryError
from tests.delivery.production import GOOD, HTML, NEXT, Production, production


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    with production(tmp_path_factory.mktemp("production")) as found:
        yield found


@pytest.fixture
def site(shared: Production) -> Production:
    """Production with GOOD in service, and nothing said yet."""
    if GOOD not in shared.serving:
        shared.deploy(GOOD)
    shared.said.clear()
    return shared


def test_a_health_page_of_html_is_a_failure_that_goes_back(site: Production) -> None:
    before = site.revision
    with pytest.raises(DeliveryError, match="/health/ answers 200 with what is no JSON object"):
        site.deploy(HTML)
    assert (site.revision, GOOD in site.serving) == (before, True)
    assert site.record(HTML)["state"] == "failed"
    assert "no JSON object" in site.record(HTML)["reason"]


@pytest.mark.parametrize(
    ("where", "error"),
    [("wait_until_steady", KeyboardInterrupt()), ("verify", RuntimeError("unforeseen"))],
)
def test_whatever_is_raised_after_the_service_changed_goes_back(
    site: Production, monkeypatch: pytest.MonkeyPatch, where: str, error: BaseException
) -> None:
    before, kept = site.revision, getattr(releases, where)

    def fail(*words: object) -> None:
        monkeypatch.setattr(releases, where, kept)
        raise error

    monkeypatch.setattr(releases, where, fail)
    with pytest.raises(type(error)):
        site.deploy(NEXT)
    assert (site.revision, GOOD in site.serving) == (before, True)
    assert site.record(NEXT)["state"] == "failed"

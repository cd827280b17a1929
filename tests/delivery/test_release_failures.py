"""Whatever ends a release early, the release before it serves afterwards, and is on record so."""

from collections.abc import Iterator

import pytest

from delivery import releases
from delivery.aws import ecs
from delivery.errors import DeliveryError
from tests.delivery.production import GOOD, HTML, NEXT, PASSWORD, STAGE, Production, production


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    with production(tmp_path_factory.mktemp("production")) as found:
        yield found


@pytest.fixture
def site(shared: Production) -> Production:
    """Production with GOOD in service, on a database with its first password; nothing said yet."""
    shared.database.write_text(PASSWORD)
    if GOOD not in shared.serving or shared.current("DB_PASSWORD") != PASSWORD:
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
    [("wait_until_steady", KeyboardInterrupt()), ("ask", RuntimeError("unforeseen"))],
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


def test_a_wrong_password_fails_the_release_and_nothing_that_comes_later(site: Production) -> None:
    before = site.revision
    with pytest.raises(DeliveryError, match="the service was not touched"):
        site.deploy(NEXT, DB_PASSWORD="wrong")
    assert "password authentication failed" in site.said
    assert (site.revision, site.current("DB_PASSWORD")) == (before, PASSWORD)
    assert site.later_task() == 0


def test_every_revision_gets_the_password_that_works_today(site: Production) -> None:
    old = site.revision
    site.database.write_text("second")
    second = site.deploy(NEXT, DB_PASSWORD="second").task_definition
    assert (site.current("DB_PASSWORD"), site.later_task()) == ("second", 0)
    assert "Secrets: DB_PASSWORD changed" in site.said

    site.database.write_text("third")
    site.deploy(GOOD, DB_PASSWORD="third")
    site.rollback(NEXT[:7])  # its revision names the label of the second password
    assert (site.revision, NEXT in site.serving, site.later_task()) == (second, True, 0)
    site.rollback(GOOD[:7])
    assert (site.revision, site.later_task()) == (old, 0)


def test_a_secret_that_is_new_is_in_the_first_release_that_has_it(site: Production) -> None:
    for _ in range(2):  # the second finds it there
        release = site.deploy(NEXT, EMAIL_HOST_PASSWORD="smtp")
        names = [one.rpartition("/")[2] for one in ecs.secrets_of(STAGE, release.task_definition)]
        assert [name for name in names if name.startswith("EMAIL_HOST_PASSWORD-")]

"""The site's HTML follows what is published: by the version, and never in a release's way."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from delivery.aws import amplify, s3
from delivery.records import lease, sites
from delivery.records.releases import Release
from delivery.site import cli, prerender, refresh, sequence
from delivery.site.prerender import SHELL
from delivery.site.settings import SiteSettings
from delivery.tools import checkout
from delivery.tools.errors import DeliveryError
from delivery.tools.waiting import Deadline
from tests.delivery.fixtures import ROOT
from tests.delivery.production import BUCKET, GOOD, Production
from tests.delivery.publishing import HOME, NEW, OLD, Published, publishing
from tests.delivery.site.conftest import get
from tests.infrastructure.made import granted
from tests.standins.amplify import Job


@pytest.fixture
def published() -> Iterator[Published]:
    with publishing() as found:
        yield found


@dataclass
class Site:
    production: Production
    published: Published
    settings: SiteSettings

    def refresh(self) -> refresh.Refreshed:
        with self.production.signed_in("itg-site-refresh"):
            return refresh.refresh(self.settings, self.production.said.append)

    @property
    def record(self) -> Release:
        return refresh.on_record(BUCKET)

    def status(self, path: str) -> tuple[int, str]:
        """Of one response, and where it leads."""

        response = httpx.get(f"{self.settings.url}{path}", timeout=60)
        return response.status_code, response.headers.get("Location", "")

    def body(self, path: str) -> str:
        return get(f"{self.settings.url}{path}")[2].decode()


@pytest.fixture
def deployed(
    site: Production, published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Site:
    """GOOD's site with the pages that are published, kept and on record."""
    monkeypatch.setattr(prerender, "render_pages", published.render)
    monkeypatch.setattr(checkout, "commit", lambda: GOOD)
    monkeypatch.setattr(
        checkout, "git", lambda *words: type("Git", (), {"stdout": GOOD, "returncode": 0})
    )
    address = published.address
    settings = SiteSettings.read({**site.operator.variables, "VITE_API_BASE_URL": address})
    dist = tmp_path / "dist"
    dist.mkdir()
    (dist / SHELL).write_text("<div id=root>")
    published.render(dist)
    with site.signed_in("itg-site"):
        sequence.keep_and_deploy(dist, published.content, settings, site.said.append, 30)
    site.said.clear()
    return Site(site, published, settings)


def test_what_was_withdrawn_is_gone_and_what_was_published_is_there(deployed: Site) -> None:
    assert deployed.body("/old/") == OLD
    older = deployed.record.site
    deployed.published.content = 2
    deployed.published.pages = {"/": HOME, "/new/": NEW}
    deployed.published.moved = [{"path": "/moved/", "location": "/new/", "permanent": True}]
    found = deployed.refresh()
    assert (found.content, found.deployed) == (2, True)
    assert deployed.status("/new/") == (200, "")
    assert (deployed.body("/new/"), deployed.status("/old/")[0]) == (NEW, 404)
    assert deployed.body("/search") == deployed.body("/preview/token") == "<div id=root>"
    assert (deployed.status("/search")[0], deployed.status("/preview/token")[0]) == (200, 200)
    assert deployed.status("/moved/") == (301, "/new/")
    assert deployed.status("/moved") == (301, "/new/")
    assert (deployed.record.version, deployed.record.content) == (GOOD, 2)
    kept = s3.sizes(BUCKET, sites.PREFIX).keys()
    assert (deployed.record.site in kept, older in kept) == (True, False)


def test_its_role_may_do_that_and_nothing_else(deployed: Site) -> None:
    deployed.published.content = 2
    deployed.published.pages["/new/"] = NEW
    deployed.published.moved = [{"path": "/role/", "location": "/new/", "permanent": True}]
    deployed.refresh()
    account, role = deployed.production.operator.account, "itg-site-refresh"
    found = account.decisions()
    assert [action for who, verdict, action in found if (who, verdict) == (role, "denied")] == []
    used = {action for who, verdict, action in found if (who, verdict) == (role, "allowed")}
    assert granted(account.made, role) - used == {"amplify:StopJob"}, "of a deployment that hangs"


def test_nothing_is_done_while_the_version_is_the_one_on_record(deployed: Site) -> None:
    rendered, calls = deployed.published.rendered, len(deployed.production.amplify.calls)
    asked = deployed.published.asked
    assert not deployed.refresh().deployed
    assert deployed.published.rendered == rendered
    assert len(deployed.production.amplify.calls) == calls
    assert deployed.published.asked == asked + 1, "one request, of one record"


def test_a_version_that_changes_no_page_needs_no_deployment(deployed: Site) -> None:
    jobs = len(deployed.production.amplify.branch("main").jobs)
    deployed.published.content = 2
    assert not deployed.refresh().deployed
    assert (deployed.record.content, jobs) == (
        2,
        len(deployed.production.amplify.branch("main").jobs),
    )


def test_it_gives_way_to_a_release_and_ends_no_deployment_of_its_own(deployed: Site) -> None:
    jobs = deployed.production.amplify.branch("main").jobs
    deployed.published.content = 2
    with lease.held(sites.lease(BUCKET, "The release"), deployed.production.said.append):
        jobs["99"] = Job("99", "RUNNING")
        with pytest.raises(lease.TakenOver, match="because The release came later"):
            deployed.refresh()
    assert jobs.pop("99").status == "RUNNING"
    assert deployed.refresh().content == 2


def test_a_release_that_comes_meanwhile_goes_first(
    deployed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed.published.content = 2
    deployed.published.pages["/new/"] = NEW
    render = deployed.published.render

    def render_and_be_overtaken(dist: Path, *words: object) -> str:
        sites.lease(BUCKET, "The release").object.change(wanted="another", what="The release")
        return render(dist)

    monkeypatch.setattr(prerender, "render_pages", render_and_be_overtaken)
    with pytest.raises(lease.TakenOver):
        deployed.refresh()
    assert (deployed.record.content, deployed.status("/new/")[0]) == (1, 404)


def test_redirects_stay_when_the_api_does_not_say(deployed: Site) -> None:
    rule = {"source": "/moved/", "target": "/", "status": "301"}
    deployed.production.amplify.app["customRules"].insert(0, rule)
    settings = SiteSettings(
        deployed.settings.branch, "http://127.0.0.1:9/api", deployed.settings.url, "", BUCKET
    )
    said: list[str] = []
    app = amplify.app(settings.branch.app)
    folder = Path(sequence.WORK)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SHELL).write_text("")
    rewrites, _ = sequence.served_by(folder, settings, app, said.append)
    assert rule in rewrites
    assert said[0].startswith("Site: redirects stay as they are.")


def test_without_a_site_on_record_it_says_what_to_type(
    deployed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sites, "in_service", lambda every: None)
    with pytest.raises(DeliveryError) as failed:
        deployed.refresh()
    assert "site deploy" in failed.value.remedy


def test_it_goes_on_looking_so_that_what_is_withdrawn_meanwhile_is_gone(
    deployed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pause passes at once, and something is withdrawn before the second of three looks."""
    pauses = iter([True, True, False])

    class Pauses(Deadline):
        def pause(self) -> bool:
            goes_on = next(pauses)
            if goes_on and deployed.published.pages.pop("/old/", ""):
                deployed.published.content = 2
            return goes_on

    monkeypatch.setattr(cli, "Deadline", Pauses)
    monkeypatch.setattr(SiteSettings, "read", lambda environment: deployed.settings)
    with deployed.production.signed_in("itg-site-refresh"):
        CliRunner().invoke(cli.noun, ["refresh", "--for", "200"], catch_exceptions=False)
    assert deployed.status("/old/")[0] == 404


def test_the_workflow_looks_for_nearly_all_of_the_time_until_it_starts_again() -> None:
    """A minute and a half is left for what a run needs before it looks."""
    text = (ROOT / ".github/workflows/refresh-site.yml").read_text()
    [minutes] = re.findall(r'cron: "\*/(\d+) ', text)
    [seconds] = re.findall(r"SITE_REFRESH_SECONDS \|\| '(\d+)'", text)
    assert 60 * int(minutes) - int(seconds) <= 100
    assert cli.PAUSE_SECONDS <= 20

"""A rollback brings back both halves of a release, or says before the first why it does not."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from delivery.aws import s3
from delivery.records import lease, releases, sites
from delivery.records.lease_record import LeaseObject
from delivery.release import rollback, sequence
from delivery.site import refresh
from delivery.site import sequence as site_sequence
from delivery.tools import checkout
from delivery.tools.errors import DeliveryError
from tests.contracts.test_workflows import workflow
from tests.delivery.production import BUCKET, GOOD, NEXT, STRICT, Production
from tests.delivery.release.test_overtaken import meanwhile
from tests.faults import child
from tests.services.aws import REGION
from tests.services.iam import ACCOUNT
from tests.standins.amplify import Job
from tests.standins.faults import Plan


@pytest.fixture
def released(site: Production, monkeypatch: pytest.MonkeyPatch) -> Production:
    """GOOD with its site, and then NEXT, which serves with its own."""
    monkeypatch.setattr(site_sequence, "SERVED_SECONDS", 5.0)
    monkeypatch.setattr(lease, "POLL_SECONDS", 0.05)
    site.deploy(GOOD)
    site.deploy_site(GOOD)
    site.deploy(NEXT)
    site.deploy_site(NEXT)
    site.said.clear()
    return site


def test_both_halves_come_back_and_nothing_is_built(released: Production) -> None:
    assert (NEXT in released.serving, NEXT in released.visited) == (True, True)
    back = released.rollback()
    assert (back.version, GOOD in released.serving, GOOD in released.visited) == (GOOD, True, True)
    assert [line for line in released.said if "building" in line] == []
    assert released.record(NEXT)["state"] == "rolled back"
    assert "compatibility of " + GOOD in released.said, "its own code was asked about the schema"
    newest = sites.in_service([back])
    assert newest
    assert newest.site == back.site


def test_the_site_is_kept_once_and_on_the_record_of_its_commit(released: Production) -> None:
    name = released.record(NEXT)["site"]
    assert released.deploy_site(NEXT) == name
    assert name in s3.sizes(BUCKET, sites.PREFIX)
    lonely = released.deploy_site("1" * 40)
    assert released.record("1" * 40) | {"state": "no backend", "site": lonely} == released.record(
        "1" * 40
    )
    assert released.rollback().version == GOOD, "what has no backend is not gone back to"


def test_twenty_releases_that_failed_do_not_hide_the_one_that_served(released: Production) -> None:
    now = releases.history(BUCKET, 1)[0]
    failed = [replace(now, at=f"2099-01-01T00:00:{n:02}Z", state="failed") for n in range(21)]
    for one in failed:
        releases.put(replace(one, site=""), BUCKET)
    try:
        assert refresh.on_record(BUCKET).version == NEXT, "whose site serves"
        assert released.rollback().version == GOOD
    finally:
        for one in failed:
            released.operator.account.s3().delete_object(Bucket=BUCKET, Key=one.name)


def test_a_site_of_no_release_on_record_is_deleted(released: Production) -> None:
    released.operator.account.s3().put_object(Bucket=BUCKET, Key="sites/old.zip", Body=b"")
    released.deploy_site(NEXT)
    kept = s3.sizes(BUCKET, sites.PREFIX).keys()
    assert "sites/old.zip" not in kept
    assert {released.record(GOOD)["site"], released.record(NEXT)["site"]} <= kept


def test_code_that_does_not_run_on_todays_schema_is_refused(released: Production) -> None:
    released.deploy(STRICT)
    released.deploy(NEXT)
    before = released.revision
    with pytest.raises(DeliveryError, match=r"colour must be filled\. Nothing was") as refused:
        released.rollback()
    assert "release rollback --unchecked" in refused.value.remedy
    assert (released.revision, NEXT in released.serving) == (before, True)
    assert released.record(NEXT)["state"] == "served"
    assert released.rollback(unchecked=True).version == STRICT


def test_from_a_laptop_it_takes_the_variables_of_the_guide(released: Production) -> None:
    guide = (checkout.ROOT / "docs" / "delivering.md").read_text()
    table = guide.partition("| Variable | If it is not set |")[2].partition("\n\n")[0]
    rows = [
        (re.findall(r"`([A-Z_]+)`", names), words.startswith("The command refuses"))
        for names, words in re.findall(r"^\| (`[^|]+) \| ([^|]+) \|$", table, re.M)
    ]
    needed = [name for names, refuses in rows if refuses for name in names]
    others = [name for names, refuses in rows if not refuses for name in names]
    (job,) = workflow("rollback.yml")["jobs"].values()
    assert {*needed, *others} == job["env"].keys() - {"PYTHONPATH"}
    before = released.revision
    with pytest.raises(DeliveryError) as refused:
        released.rollback(unchecked=False, **dict.fromkeys(needed, ""))
    lists = re.findall(r"not set: ([A-Z_, ]+)|([A-Z_]+) is not set", refused.value.message)
    found = [name for names in lists for name in "".join(names).split(", ")]
    assert (sorted(found), released.revision) == (sorted(needed), before)
    back = released.rollback(unchecked=False, **dict.fromkeys(others, ""))
    assert (back.version, GOOD in released.serving, GOOD in released.visited) == (GOOD, True, True)


def lose_lease() -> None:
    """As if this process had stood still for a minute, and somebody else had begun."""
    until = time.time() + lease.LEASE_SECONDS
    LeaseObject(BUCKET, sites.LEASE).change(holder="another", what="a later deploy", until=until)


@pytest.fixture
def losing(released: Production) -> Iterator[Production]:
    yield released
    LeaseObject(BUCKET, sites.LEASE).change(holder="", wanted="", until=0.0)


def test_who_lost_the_sites_lease_puts_no_site_in_service(
    losing: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, site_sequence, "zipped", lose_lease)
    with pytest.raises(lease.TakenOver, match="because a later deploy came later"):
        losing.deploy_site(GOOD)
    assert NEXT in losing.visited


@pytest.mark.parametrize(
    ("before", "backend"), [("record_leaving", NEXT), ("run_smoke_test", GOOD)]
)
def test_a_rollback_that_lost_the_sites_lease_leaves_the_site(
    losing: Production, monkeypatch: pytest.MonkeyPatch, before: str, backend: str
) -> None:
    module = sequence if before == "run_smoke_test" else rollback
    meanwhile(monkeypatch, module, before, lose_lease)
    with pytest.raises(DeliveryError, match="because a later deploy came later"):
        losing.rollback()
    assert (backend in losing.serving, NEXT in losing.visited) == (True, True)


def test_the_same_schema_is_not_asked_about(released: Production) -> None:
    released.deploy(GOOD)
    released.deploy(STRICT)  # the same migrations
    released.said.clear()
    assert released.rollback().version == GOOD
    assert "Schema: the same as when that release was bootstrapped" in released.said


def test_one_that_was_killed_between_its_halves_is_finished_by_the_same_command(
    released: Production,
) -> None:
    account = released.operator.account
    app = f"arn:aws:amplify:{REGION}:{ACCOUNT}:apps/{released.amplify.app_id}"
    create = f"amplify:CreateDeployment {app}/branches/main #1"

    def plan(group: int) -> None:
        account.plan(Plan("killed", frozenset({create}), group))

    environment = released.operator.environment("release")
    ended = child.run(("release", "rollback"), environment, plan)
    assert (ended.killed, account.relent()) == (True, [create]), ended.err
    assert (GOOD in released.serving, NEXT in released.visited) == (True, True)
    ended = child.run(("release", "rollback"), environment, lambda group: None)
    assert ended.code == 0, ended.err
    assert (GOOD in released.serving, GOOD in released.visited) == (True, True)
    assert released.record(NEXT)["state"] == "rolled back"


def test_a_site_that_cannot_be_deployed_is_said_and_tried_again(released: Production) -> None:
    released.amplify.faults.add("fail")
    try:
        with pytest.raises(
            DeliveryError, match="The backend is rolled back, but the site is not: "
        ) as it:
            released.rollback()
    finally:
        released.amplify.faults.clear()
    assert it.value.remedy == "Run the same command again. It continues with the site."
    assert GOOD in released.serving
    assert released.rollback().version == GOOD
    assert GOOD in released.visited


def test_whoever_gives_way_ends_no_deployment_of_a_release(released: Production) -> None:
    released.amplify.branch("main").jobs["99"] = Job("99", "RUNNING")
    with (
        lease.held(sites.lease(BUCKET, "The release"), released.said.append),
        pytest.raises(lease.TakenOver),
        lease.held(sites.lease(BUCKET, "The refresh", gives_way=True), released.said.append),
    ):
        raise AssertionError("it was let in")
    assert released.amplify.branch("main").jobs.pop("99").status == "RUNNING"

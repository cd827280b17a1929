"""Two changes of one preview at once: the later one wins, and there is never a mix."""

import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from delivery.aws import s3
from delivery.records import lease
from delivery.records.lease import Lease, TakenOver, held
from delivery.records.lease_record import LeaseObject, LeaseRecord
from tests.services.aws import AwsServer

BUCKET = "itg-leases"
AN_HOUR = 3600.0


@pytest.fixture
def stored(aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[LeaseObject]:
    for name, value in aws_server.environment_of_clients.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(lease, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(lease, "LEASE_SECONDS", AN_HOUR)  # however busy the machine is
    aws_server.make_bucket(BUCKET)
    where = LeaseObject(BUCKET, "pr-1/lease.json")
    yield where
    s3.empty(BUCKET, where.key)


def quiet(words: str) -> None:
    """Nobody watches."""


def test_a_later_deploy_takes_over_between_two_steps(stored: LeaseObject) -> None:
    earlier, later = (
        Lease(stored, "first", yields=True),
        Lease(stored, "second", yields=True),
    )
    order: list[str] = []

    waits = Event()

    def deploy_later() -> None:
        with held(later, lambda words: waits.set()):
            order.append("the later goes on")

    with held(earlier, quiet) as mine:
        mine.check()
        thread = Thread(target=deploy_later, daemon=True)
        thread.start()
        waits.wait()
        order.append("the earlier is at work")
        with pytest.raises(TakenOver, match="first stopped, because second came later"):
            mine.check()
    thread.join()
    assert order == ["the earlier is at work", "the later goes on"]


def test_of_those_that_wait_the_last_one_goes_on(stored: LeaseObject) -> None:
    stored.write(
        LeaseRecord(wanted="x", holder="x", what="one at work", until=time.time() + AN_HOUR), ""
    )
    waiting = Lease(stored, "second", yields=True)
    raised: list[str] = []
    waits = Event()

    def wait() -> None:
        try:
            waiting.acquire(lambda words: waits.set())
        except TakenOver as error:
            raised.append(error.message)

    thread = Thread(target=wait, daemon=True)
    thread.start()
    waits.wait()
    stored.change(wanted="third", what="third")
    thread.join()
    assert raised == ["second stopped, because third came later."]


def test_one_that_died_lets_go_by_itself(stored: LeaseObject) -> None:
    stored.write(LeaseRecord(wanted="dead", holder="dead", what="", until=time.time() - 1), "")
    with held(Lease(stored, "the next", yields=True), quiet) as mine:
        mine.check()
    assert stored.read()[0].holder == ""


def test_it_is_renewed_while_it_is_held(
    stored: LeaseObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.05)
    with held(Lease(stored, "long", yields=True), quiet):
        first = stored.read()[0].until
        while (renewed := stored.read()[0].until) == first:
            """A test that hangs is ended by its own limit."""
        assert renewed > first


def test_a_destruction_does_not_stop_for_a_deploy(stored: LeaseObject) -> None:
    with held(Lease(stored, "destroy", yields=False), quiet) as mine:
        stored.change(wanted="deploy", what="deploy")
        mine.check()


def test_a_patient_change_waits_for_all_others_and_stops_none(stored: LeaseObject) -> None:
    patient = Lease(stored, "revoke", yields=False, patient=True)
    waits, order = Event(), list[str]()

    def revoke() -> None:
        with held(patient, lambda words: waits.set()) as mine:
            stored.change(wanted="deploy", what="deploy")
            mine.check()
            order.append("the patient one")

    with held(Lease(stored, "first", yields=True), quiet) as first:
        thread = Thread(target=revoke, daemon=True)
        thread.start()
        waits.wait()
        first.check()
        stored.change(wanted="second", what="second", since=time.time())
        order.append("the first")
    assert stored.read()[0].wanted == "second"
    stored.change(wanted="")  # it ended too
    thread.join()
    assert order == ["the first", "the patient one"]


def test_who_writes_over_another_is_told(stored: LeaseObject) -> None:
    assert stored.write(LeaseRecord(), "")
    assert not stored.write(LeaseRecord(wanted="other"), "")
    assert stored.write(LeaseRecord(), ""), "the response to the first try was lost"
    _, mark = stored.read()
    assert stored.write(LeaseRecord(wanted="a"), mark)
    assert not stored.write(LeaseRecord(wanted="b"), mark)

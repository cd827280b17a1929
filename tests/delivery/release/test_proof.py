"""A release that is not proved does not serve, and what is intended is accepted by name."""

from typing import Any

import pytest

from delivery.release import proof
from delivery.release.proof import Costs, Proof
from delivery.tools.errors import DeliveryError
from tests.delivery.production import GOOD, NEXT, UNPROVED, Production, image

NAME = "status:page:HomePage"
PROBE = {"path": "/api/pages/?path=/", "status": 200, "queries": 10, "cpu_ms": 30.0, "bytes": 4000}


def test_what_is_found_stops_the_release_with_the_service_untouched(site: Production) -> None:
    before = site.revision
    with pytest.raises(DeliveryError, match=f"{NAME}: returned 500, not 200") as refused:
        site.deploy(UNPROVED)
    assert refused.value.remedy.endswith(f"--accept {NAME}")
    assert (site.revision, GOOD in site.serving) == (before, True)
    record = site.record(UNPROVED)
    assert (record["state"], record["reason"]) == ("failed", f"proof failed: {NAME}")


def test_what_is_accepted_by_name_serves_and_is_on_record(site: Production) -> None:
    ended = site.run("release", "deploy", "--image", image(UNPROVED), ACCEPT=f"{NAME} size:other")
    assert ended.returncode == 0, ended.stderr
    assert UNPROVED in site.serving
    assert site.record(UNPROVED)["accepted"] == [NAME]
    shown = site.run("release", "show", UNPROVED).stdout.splitlines()
    assert f"accepted          {NAME}" in shown
    compared = site.run("release", "diff", GOOD, UNPROVED).stdout.splitlines()
    assert f"accepted          + {NAME}" in compared
    assert site.deploy(NEXT).accepted == []


def test_a_proof_without_an_end_is_none(site: Production, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "read", lambda lines: Proof())
    with pytest.raises(DeliveryError, match=r"The proof of b{12} failed with exit code 0"):
        site.deploy(NEXT)
    assert (GOOD in site.serving, site.record(NEXT)["reason"]) == (True, "proof")


def proved(compared: bool = True, secrets: str = "", **changes: Any) -> Proof:
    probes: dict[str, Costs] = {"page:HomePage": {**PROBE, **changes}}
    return Proof(probes=probes, secrets=secrets.split(), compared=compared, ended=True)


@pytest.mark.parametrize(
    ("now", "names"),
    [
        (proved(), []),
        (proved(queries=13), []),
        (proved(queries=14), ["queries:page:HomePage"]),
        (proved(queries=1), []),
        (proved(queries=99, path="/api/pages/?path=/other/"), []),
        (proved(bytes=40), []),  # editors may have changed it, and production has the same
        (proved(compared=False, bytes=40), ["size:page:HomePage"]),
        (proved(compared=False, bytes=4999), []),
        (proved(compared=False, bytes=5001), ["size:page:HomePage"]),
        (proved(cpu_ms=1000), []),
    ],
)
def test_queries_and_size_are_compared_with_the_last_release(now: Proof, names: list[str]) -> None:
    assert [name for name, _ in proof.regressions(now, proved().record)] == names
    assert proof.regressions(now, {}) == []


def test_a_secret_that_the_last_release_had_is_missed() -> None:
    before = proved(secrets="DB_PASSWORD EMAIL_HOST_PASSWORD").record
    found = proof.regressions(proved(secrets="DB_PASSWORD REDIS_URL"), before)
    assert [name for name, _ in found] == ["secret:EMAIL_HOST_PASSWORD"]


def test_more_cpu_is_told() -> None:
    assert proof.slower(proved(cpu_ms=59), proved().record) == []
    assert proof.slower(proved(cpu_ms=61), proved().record) == [
        "CPU of page:HomePage: 61 ms, and 30.0 ms in the previous release"
    ]


def test_lines_that_are_no_proof_are_none() -> None:
    lines = ['{"proof": {"ended": true', "{}", '{"level":"INFO"}', "Bootstrap complete"]
    assert proof.read(lines) == Proof()

"""The words of `maintenance`, and the command that they become on a stage."""

import shlex
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import pytest

from delivery.aws import cloudfront
from delivery.operate.maintenance_cli import BY_HAND, end
from delivery.run.rules import written
from delivery.tools.errors import DeliveryError
from tests import aws_cli
from tests.delivery.operators import AUDIT, make_distribution
from tests.delivery.production import Production


def test_on_and_off_run_on_the_stage_and_are_in_the_audit(site: Production) -> None:
    before = len(site.operator.audit())
    ended = site.run("maintenance", "on", "--until", "30m")
    assert (ended.returncode, "there is no terminal" in ended.stderr) == (1, True)
    asked_at = datetime.now(UTC).replace(microsecond=0)
    ended = site.run("maintenance", "on", "--until", "30m", "--yes")
    assert ended.returncode == 0, ended.stderr
    at = ended.stdout.split()[3]  # the small image says what it was told
    began_at = datetime.fromisoformat(at) - timedelta(minutes=30)
    assert asked_at <= began_at <= datetime.now(UTC)
    assert site.run("maintenance", "off").returncode == 0
    assert site.run("maintenance", "show").returncode == 0
    lines = [line["command"] for line in site.operator.audit()[before:]]
    assert lines[1:3] == [f"maintenance on --until {at}"] * 2, AUDIT
    assert lines[3:] == ["maintenance off"] * 2 + ["maintenance"] * 2


@pytest.fixture(scope="module")
def edge(small_production: Production) -> str:
    """The id of the distribution before the backend."""
    return make_distribution(small_production.operator.client("cloudfront"))


def forgotten(site: Production, edge: str) -> list[dict[str, Any]]:
    """The paths of each invalidation."""
    client = site.operator.client("cloudfront")
    rows = client.list_invalidations(DistributionId=edge)["InvalidationList"].get("Items", [])
    found = [client.get_invalidation(DistributionId=edge, Id=row["Id"]) for row in rows]
    return [one["Invalidation"]["InvalidationBatch"]["Paths"] for one in found]


def test_the_edge_forgets_what_it_would_show_in_place_of_it(site: Production, edge: str) -> None:
    before = len(forgotten(site, edge))
    ended = site.run("maintenance", "on", "--until", "30m", "--yes")
    assert (ended.returncode, "CloudFront clears its cache" in ended.stderr) == (0, True), (
        ended.stderr
    )
    assert forgotten(site, edge) == [{"Quantity": 1, "Items": ["/*"]}] * (before + 1)


def test_the_guides_line_makes_the_edge_forget_the_same(site: Production, edge: str) -> None:
    before = len(forgotten(site, edge))
    (line,) = aws_cli.lines("operating.md", "Maintenance")
    assert line == shlex.split(BY_HAND)[1:]
    aws_cli.carry_out(site.operator.account, line, {"DISTRIBUTION": edge})
    assert forgotten(site, edge) == [{"Quantity": 1, "Items": ["/*"]}] * (before + 1)


def test_an_edge_that_was_not_emptied_is_a_failure_with_a_command_to_type(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(host: str) -> str:
        raise DeliveryError("Listing: not authorized", "")

    monkeypatch.setattr(cloudfront, "distribution", refuse)
    ended = site.run("maintenance", "on", "--until", "30m", "--yes")
    assert (ended.returncode, BY_HAND in ended.stderr) == (1, True)


@pytest.mark.parametrize("text", ["", "soon", "0s", "2020-01-01", "9999999d", "3w"])
def test_a_time_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        end(text)


def test_a_time_of_another_zone_is_told_in_utc() -> None:
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
    text = (at.replace(tzinfo=None) - timedelta(hours=8)).isoformat() + "-08:00"
    assert end(text) == at.isoformat()
    assert written(["maintenance", "on", "--until", end(text)]).endswith(at.isoformat())

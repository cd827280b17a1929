"""Planted faults are caught. `make planted` tries all; this tries some, chosen by the seed."""

import random
from collections.abc import Iterator

import pytest

from tests.rehearsal.planted import caught, plant, team
from tests.rehearsal.planted_faults import FAULTS, Fault
from tests.rehearsal.week import Week

SAMPLE = 2
SECONDS = 900  # for a job that installs what delivers, on a busy machine


@pytest.fixture(scope="module")
def planting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Week, str]]:
    with team(tmp_path_factory.mktemp("planted") / "world") as (week, base):
        yield week, base


@pytest.fixture
def sample(pytestconfig: pytest.Config) -> list[Fault]:
    chosen = random.Random(pytestconfig.getoption("randomly_seed"))  # noqa: S311
    return chosen.sample(FAULTS, SAMPLE)


@pytest.mark.timeout(SECONDS)
def test_the_step_that_should_find_a_fault_names_it(
    planting: tuple[Week, str], sample: list[Fault]
) -> None:
    week, base = planting
    for fault in sample:
        assert caught(fault, plant(fault, week, base)) == "", fault.name


def test_there_are_thirty_and_no_two_alike() -> None:
    assert len({(fault.file, fault.step, fault.words, fault.name) for fault in FAULTS}) == 30

"""How the events of a week follow one another."""

from collections.abc import Callable
from threading import Barrier
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from tests.rehearsal import __main__ as rehearsal
from tests.rehearsal.events import GitHubEvents
from tests.rehearsal.week import EVENTS, FIRST, PREVIEWS, PRODUCTION, Missed, Week


@pytest.fixture
def week(tmp_path: Any) -> Week:
    world: Any = SimpleNamespace(folder=tmp_path, environment=dict)
    repository: Any = None
    return Week(world, repository, GitHubEvents(world, repository, lambda line: None))


@pytest.fixture
def happening(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the events that happened. They do nothing else, unless a test says so."""
    happened: list[str] = []
    for name in EVENTS:
        monkeypatch.setitem(EVENTS, name, noting(name, happened))
    return happened


def noting(name: str, happened: list[str]) -> Callable[[Week], None]:
    return lambda week: happened.append(name)


def test_a_week_has_every_event_once(week: Week, happening: list[str]) -> None:
    told = rehearsal.happen_all(list(EVENTS), week)
    assert [one.event for one in told] == list(EVENTS)
    assert happening[0] == "release"
    for half in (PREVIEWS, PRODUCTION):
        assert [event for event in happening if event in half] == list(half)


def test_previews_and_production_go_on_at_the_same_time(
    week: Week, happening: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Barrier(2, timeout=60)
    for event in ("preview-opened", "command"):
        monkeypatch.setitem(EVENTS, event, lambda week: both.wait())
    told = rehearsal.happen_all([*FIRST, "preview-opened", "command"], week)
    assert [one.missed for one in told] == ["", "", ""]


def test_what_missed_stops_only_what_needs_it(
    week: Week, happening: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def misses(week: Week) -> NoReturn:
        raise Missed("nothing serves")

    monkeypatch.setitem(EVENTS, "preview-opened", misses)
    told = {one.event: one.missed for one in rehearsal.happen_all(list(EVENTS), week)}
    assert told["preview-opened"] == "nothing serves"
    assert told["preview-pushed"] == "not tried, because preview-opened missed"
    assert not any(told[event] for event in ("fork", "nightly", *PRODUCTION))


def test_after_ctrl_c_no_event_follows(
    week: Week, happening: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(week: Week) -> None:
        week.github.interrupted.set()

    monkeypatch.setitem(EVENTS, "release", interrupt)
    assert [one.event for one in rehearsal.happen_all(list(EVENTS), week)] == ["release"]
    assert not happening

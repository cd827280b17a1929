"""What editors may store, and what follows from it."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from catalogue.models import Event, Project
from catalogue.semesters import Term
from tests.catalogue.conftest import MakeProject, track


def test_semester_and_team_are_the_address(make_project: MakeProject) -> None:
    assert make_project("CAP 104").slug == "fall-2026-cap-104"
    assert make_project("Équipe 4", "Spring 2027").slug == "spring-2027-équipe-4"


def test_the_address_follows_the_team(drone: Project) -> None:
    drone.team = "CAP-105"
    drone.save()
    assert Project.objects.get().slug == "fall-2026-cap-105"


@pytest.mark.parametrize(
    ("team", "said"),
    [
        ("cap 104", "Fall 2026 already has a team cap 104."),
        ("★", "Give the team a letter or a digit."),
    ],
)
def test_a_team_is_told_from_the_others_of_its_semester(
    drone: Project, team: str, said: str
) -> None:
    other = Project(year=2026, term=Term.FALL, class_name="C", team=team, title="T")
    with pytest.raises(ValidationError) as refused:
        other.full_clean()
    assert refused.value.message_dict == {"team": [said]}


def test_a_project_without_a_year_is_refused_by_its_field(db: None) -> None:
    with pytest.raises(ValidationError) as refused:
        Project(term=Term.FALL, class_name="C", team="T", title="T").full_clean()
    assert "year" in refused.value.message_dict


def test_a_talk_outside_the_day_or_over_another_is_refused(event: Event, drone: Project) -> None:
    event.tracks = [
        track("Early", [(time(8), drone, "")]),
        track("Late", [(time(17, 50), drone, "")]),
        track("Full", [(time(13), drone, ""), (time(13, 10), None, "Panel")]),
    ]
    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    assert refused.value.message_dict == {
        "tracks": [
            "Early: the talk at 8:00 AM is outside the event's hours.",
            "Late: the talk at 5:50 PM is outside the event's hours.",
            "Full: the talk at 1:10 PM begins before the one at 1:00 PM has ended.",
        ]
    }


def test_an_event_ends_after_it_starts(event: Event) -> None:
    event.ends = event.starts
    with pytest.raises(ValidationError, match="ends before it starts"):
        event.full_clean()


def test_a_talk_needs_a_project_or_a_title() -> None:
    block = Event.tracks.field.stream_block.child_blocks["track"].child_blocks["talks"].child_block
    value = block.to_python({"starts": "13:00", "minutes": 15, "project": None, "title": ""})
    with pytest.raises(ValidationError):
        block.clean(value)

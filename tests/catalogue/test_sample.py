"""The sample's projects and event: many, told apart, the same each time, loaded once."""

from catalogue.models import Event, Project
from sample.catalogue.loading import load
from sample.catalogue.projects import made


def test_two_hundred_projects_that_the_admin_would_accept() -> None:
    projects = made()
    assert len(projects) == 210
    assert len({project.slug for project in projects}) == 210
    for project in projects:
        project.clean_fields()
    assert [p.words for p in projects] == [p.words for p in made()]


def test_the_event_has_its_finals() -> None:
    assert load() == {"projects": 210, "events": 1}
    event = Event.objects.get()
    event.full_clean()
    talks = [talk for track in event.tracks for talk in track.value["talks"]]
    assert len(talks) == 18
    assert all(talk["project"] for talk in talks)


def test_what_editors_have_is_left_alone(drone: Project) -> None:
    assert load() == {"projects": 0, "events": 1}
    assert load() == {"projects": 0, "events": 0}
    assert Project.objects.get() == drone

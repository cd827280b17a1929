"""The scheduler beside a server: what it runs, when, and what cannot stop it."""

import runpy
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import get_commands, load_command_class
from django.db import OperationalError
from pytest_django import DjangoAssertNumQueries, Settings

from operations import scheduler

GUNICORN = Path(__file__).parents[2] / "container/gunicorn.conf.py"
YES, NO, DOWN, WRONG = (f"{__name__}.{name}" for name in ("yes", "no", "down", "wrong"))


def yes() -> bool:
    return True


def no() -> bool:
    return False


def down() -> bool:
    raise OperationalError("the server closed the connection")


def wrong() -> bool:
    raise KeyError("surprise")


@pytest.fixture(autouse=True)
def _own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("operations.scheduler.connection.close", lambda: None)  # the test's own


def commands_run() -> list[list[str]]:
    ran: list[list[str]] = []
    scheduler.tick(lambda words, say, seconds: ran.append(words))
    return ran


def test_what_is_due_is_run(settings: Settings) -> None:
    settings.SCHEDULE = {"first --due": YES, "second": NO, "third": YES}
    assert commands_run() == [["first", "--due"], ["third"]]


def test_a_question_that_fails_is_a_no_and_keeps_nobody_back(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SCHEDULE = {"first": DOWN, "second": WRONG, "third": "no.such", "fourth": YES}
    assert commands_run() == [["fourth"]]
    assert f"{DOWN}: the database said OperationalError" in caplog.text
    assert "surprise" in caplog.text


def test_a_command_that_cannot_run_keeps_nobody_back(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SCHEDULE = {"first": YES, "second": YES}
    ran = []

    def run(words: list[str], *rest: object) -> None:
        ran.append(words)
        raise OSError("no more processes")

    scheduler.tick(run)
    assert ran == [["first"], ["second"]]
    assert "The scheduler could not run first" in caplog.text


def test_one_process_of_a_machine_at_a_time_looks(settings: Settings) -> None:
    settings.SCHEDULE = {"first": YES}
    with scheduler.elected() as first:
        assert first
        assert commands_run() == []
    assert commands_run() == [["first"]]


class Enough(BaseException):
    """Ends a thread that nothing else ends."""


def test_the_thread_outlives_what_goes_wrong(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            raise Enough

    with pytest.raises(Enough):
        scheduler.run_forever(sleep)
    assert caplog.text.count("The scheduler failed") == 2
    assert all(54 <= wait <= 66 for wait in waits)


@pytest.mark.django_db
def test_a_tick_with_nothing_to_do_asks_one_question_a_command(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(len(configured.SCHEDULE)):
        assert commands_run() == []


@pytest.mark.parametrize("command", configured.SCHEDULE)
def test_every_command_of_the_scheduler_is_one(command: str) -> None:
    name, *options = command.split()
    found = load_command_class(get_commands()[name], name)
    found.create_parser("manage.py", name).parse_args(options)


def test_each_worker_of_the_server_has_a_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[bool] = []
    monkeypatch.setattr("operations.scheduler.start", lambda: started.append(True))
    runpy.run_path(str(GUNICORN))["post_worker_init"](None)
    assert started == [True]

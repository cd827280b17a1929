"""The scheduler beside a server: what it runs, when, and what cannot stop it."""

import os
import runpy
from pathlib import Path
from threading import Event, Thread

import pytest
from django.conf import settings as configured
from django.core.management import get_commands, load_command_class
from django.db import OperationalError
from pytest_django import DjangoAssertNumQueries, Settings

from operations import scheduler

ROOT = Path(__file__).parents[2]
GUNICORN = ROOT / "container/gunicorn.conf.py"
DOCS = ROOT / "docs"
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


def at_once(work: scheduler.Work) -> None:
    work()


def commands_run() -> list[list[str]]:
    ran: list[list[str]] = []
    scheduler.tick(lambda words, say, seconds: ran.append(words), at_once)
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

    scheduler.tick(run, at_once)
    assert ran == [["first"], ["second"]]
    assert "The scheduler could not run first" in caplog.text


def test_one_process_of_a_machine_at_a_time_runs_a_command(settings: Settings) -> None:
    settings.SCHEDULE = {"first --due": YES, "second": YES}
    lock = scheduler.take_lock("first")
    assert lock is not None
    assert commands_run() == [["second"]]
    os.close(lock)
    assert commands_run() == [["first", "--due"], ["second"]]


def test_a_long_command_keeps_no_other_waiting(settings: Settings) -> None:
    settings.SCHEDULE = {"long": YES, "short": YES}
    ends, ran, threads = Event(), [], []

    def run(words: list[str], *rest: object) -> None:
        if words == ["long"]:
            ends.wait()
        ran.append(words)

    def begin(work: scheduler.Work) -> None:
        threads.append(Thread(target=work))
        threads[-1].start()

    scheduler.tick(run, begin)
    threads[1].join()
    scheduler.tick(run, begin)
    threads[2].join()
    assert ran == [["short"], ["short"]], "the long one runs once"
    ends.set()
    threads[0].join()
    assert ran[2] == ["long"]


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
    assert all(18 <= wait <= 22 for wait in waits)


@pytest.mark.django_db
def test_a_tick_with_nothing_to_do_asks_at_most_one_question_a_command(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(len(configured.SCHEDULE)):
        assert commands_run() == []


@pytest.mark.parametrize("command", configured.SCHEDULE)
def test_every_command_of_the_scheduler_is_one(command: str) -> None:
    name, *options = command.split()
    found = load_command_class(get_commands()[name], name)
    found.create_parser("manage.py", name).parse_args(options)


@pytest.mark.parametrize("command", configured.SCHEDULE)
def test_every_command_of_the_scheduler_is_in_the_operators_guide(command: str) -> None:
    _, _, section = (DOCS / "operating.md").read_text().partition("## Scheduled work\n")
    assert f"`manage.py {command.partition(' ')[0]}`" in section.partition("\n## ")[0]


def test_each_worker_of_the_server_has_a_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[bool] = []
    monkeypatch.setattr("operations.scheduler.start", lambda: started.append(True))
    runpy.run_path(str(GUNICORN))["post_worker_init"](None)
    assert started == [True]

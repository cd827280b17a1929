"""Two send what is pending at the same time, operators or clocks: each goes out once."""

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests import commands, prepared
from tests.databases import database
from tests.prepared import MIGRATED, POSTGRESQL, SQLITE
from tests.services.postgres import PostgresServer
from tests.services.server import free_port
from tests.services.smtp import MailServer

pytestmark = pytest.mark.processes
SUBMISSIONS = 8
PREPARE = f"""
from wagtail.models import Site
from forms.models import FormPage, Submission
page = FormPage(title="Write to us", to_address="staff@example.org")
Site.objects.get().root_page.add_child(instance=page)
for _ in range({SUBMISSIONS}):
    Submission.objects.create(page=page, form_data={{}}, mail="waiting")
"""
TICK = ("shell", "--no-imports", "--command", "from core import clock; clock.tick()")
PASS_TIME = """
from forms.models import Submission
assert not Submission.objects.filter(mail_due_at=None).exists(), "all are postponed"
Submission.objects.update(mail_due_at=None)
"""


@pytest.fixture(params=["postgresql", "sqlite3"])
def environ(
    request: pytest.FixtureRequest, postgres_server: PostgresServer, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """Production's, on a migrated database of either kind."""
    with database(postgres_server, template=MIGRATED) as login:
        environ = commands.environment("prod", commands.PRODUCTION, POSTGRESQL, login.environment)
        if request.param == "sqlite3":
            environ |= {**SQLITE, "LOCAL_DATA_DIR": str(tmp_path)}
            with prepared.migrated_sqlite() as folder:
                shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
        yield environ


def test_each_is_sent_once(environ: dict[str, str]) -> None:
    prepared = commands.run(environ, "shell", "--command", PREPARE)
    assert prepared.returncode == 0, prepared.stdout
    with MailServer() as server:
        server.pause = 0.2
        environ |= {"EMAIL_HOST": server.host, "EMAIL_PORT": str(server.port)}
        said = twice(environ, "send_pending_notifications")
    assert_each_came_once(server)
    sent = [text.count(": sent") for text in said]
    assert sum(sent) == SUBMISSIONS
    if "sqlite" not in environ["DB_ENGINE"]:  # which lets one of them wait for the other
        assert min(sent) >= 1, "both were at it"


def test_two_machines_clocks_send_each_once_when_the_server_is_back(
    environ: dict[str, str], tmp_path: Path
) -> None:
    prepared = commands.run(environ, "shell", "--command", PREPARE)
    assert prepared.returncode == 0, prepared.stdout
    machines = [{"TMPDIR": str(tmp_path / name)} for name in ("one", "two")]
    for machine in machines:
        Path(machine["TMPDIR"]).mkdir()
    with MailServer() as server:
        environ |= {"EMAIL_HOST": server.host, "EMAIL_PORT": str(free_port())}
        said = twice(environ, *TICK, machines=machines)
        assert "Stopped: the mail server does not work." in "".join(said)
        assert commands.run(environ, "shell", "--command", PASS_TIME).returncode == 0

        server.pause = 0.2
        environ |= {"EMAIL_PORT": str(server.port)}
        said = twice(environ, *TICK, machines=machines)
        assert "".join(said).count(": sent") == SUBMISSIONS, said
        twice(environ, *TICK, machines=machines)
    assert_each_came_once(server)


def twice(
    environ: dict[str, str], *words: str, machines: Sequence[dict[str, str]] = ({}, {})
) -> list[str]:
    """What each of two processes said that ran at the same time."""
    running = [commands.start(environ | machine, *words) for machine in machines]
    said = [process.communicate(timeout=commands.WITHIN)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    return said


def assert_each_came_once(server: MailServer) -> None:
    assert Counter(message["Message-ID"] for message in server.messages).most_common(1)[0][1] == 1
    assert len(server.messages) == SUBMISSIONS

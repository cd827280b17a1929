"""Two send what is pending at the same time, operators or schedulers: each goes out once."""

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Self

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
TICK = "from operations import scheduler; scheduler.tick(begin=lambda work: work())"
DONE = "done\n"
LISTEN = """
import json, sys
for line in sys.stdin:
    exec(json.loads(line), {})
    print("done", flush=True)
"""
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


def test_two_machines_schedulers_send_each_once_when_the_server_is_back(
    environ: dict[str, str], tmp_path: Path
) -> None:
    with MailServer() as server, ExitStack() as running:
        environ |= {"EMAIL_HOST": server.host, "EMAIL_PORT": str(free_port())}
        machines = [
            running.enter_context(Machine(environ, tmp_path / name)) for name in ("one", "two")
        ]
        machines[0].tell(PREPARE)
        machines[0].output()
        said = at_once(machines, TICK)
        assert "Stopped: the mail server does not work." in "".join(said)
        machines[0].tell(PASS_TIME)
        machines[0].output()

        server.pause = 0.2
        said = at_once(machines, f"import os; os.environ['EMAIL_PORT'] = '{server.port}'; {TICK}")
        assert "".join(said).count(": sent") == SUBMISSIONS, said
        at_once(machines, TICK)
    assert_each_came_once(server)


class Machine:
    """A process of its own that runs what it is told, as a server runs its scheduler."""

    def __init__(self, environ: dict[str, str], folder: Path) -> None:
        folder.mkdir()
        self._process = subprocess.Popen(
            commands.command("shell", "--no-imports", "--command", LISTEN),
            env=environ | {"TMPDIR": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def tell(self, code: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps(code)}\n")
        self._process.stdin.flush()

    def output(self) -> str:
        """What it said meanwhile."""
        assert self._process.stdout is not None
        said: list[str] = []
        for line in self._process.stdout:
            if line == DONE:
                return "".join(said)
            said.append(line)
        raise AssertionError("".join(said))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.communicate()


def at_once(machines: Sequence[Machine], code: str) -> list[str]:
    for machine in machines:
        machine.tell(code)
    return [machine.output() for machine in machines]


def twice(environ: dict[str, str], *words: str) -> list[str]:
    """What each of two processes said that ran at the same time."""
    running = [commands.start(environ, *words) for _ in range(2)]
    said = [process.communicate(timeout=commands.WITHIN)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    return said


def assert_each_came_once(server: MailServer) -> None:
    assert Counter(message["Message-ID"] for message in server.messages).most_common(1)[0][1] == 1
    assert len(server.messages) == SUBMISSIONS

"""A previews' server whose master may as little as on RDS, with the template, kept between runs.

The template is made as on AWS: by the package's own provisioner, asked as a function.
"""

import hashlib
import secrets
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from psycopg2 import sql

from tests import commands
from tests.databases import execute
from tests.prepared import POSTGRESQL, SECONDS
from tests.services.kept import ROOT, fingerprint, kept
from tests.services.lambda_runtime import LambdaRuntime, link_what_lambda_brings
from tests.services.postgres import Login, PostgresServer

VARIABLES: Final = {
    **commands.PRODUCTION,
    **POSTGRESQL,
    "DJANGO_ALLOWED_HOSTS": "localhost",
    "STAGE": "preview-provisioner",
}
MASTER: Final = "itg_provisioner"
# RDS has one superuser, who is not the customer. What the server starts with is the master's.
AS_ON_RDS: Final = (
    "CREATE ROLE itg_provisioner LOGIN NOSUPERUSER CREATEDB CREATEROLE",
    "ALTER DATABASE postgres OWNER TO itg_provisioner",
    "ALTER DATABASE template1 OWNER TO itg_provisioner",
)
# What the template is made from, beside the package.
MAKERS: Final = (
    *("tests/provisioner/template_data.py", "tests/commands.py", "tests/services/postgres.py"),
    *("tests/services/package-lock.json", "requirements.txt"),
)


@contextmanager
def server_with_template(package: Path) -> Iterator[tuple[PostgresServer, Login]]:
    """A server of its own, and how its master signs in."""
    with template_data(package) as folder, PostgresServer(folder / "data") as server:
        yield server, admit_master(server)


def template_data(package: Path) -> AbstractContextManager[Path]:
    content = hashlib.sha256(package.read_bytes()).hexdigest()
    key = fingerprint(ROOT, (ROOT / name for name in MAKERS), content)
    return kept("previews", key, partial(make, package))


def make(package: Path, folder: Path) -> None:
    with (
        PostgresServer() as server,
        tempfile.TemporaryDirectory(prefix="itg-provisioner-") as place,
    ):
        for words in AS_ON_RDS:
            execute(server, sql.SQL(words))
        refresh(package, environment(admit_master(server)), Path(place))
        server.keep_data(folder / "data")


def refresh(package: Path, environ: dict[str, str], place: Path) -> None:
    """Let the package's provisioner make the template."""
    code, brought = place / "task", place / "brought"
    with zipfile.ZipFile(package) as zipped:
        zipped.extractall(code)
    brought.mkdir()
    with LambdaRuntime(code, environ, link_what_lambda_brings(brought)) as provisioner:
        response = provisioner.invoke({"command": ["preview_template", "refresh"]}, SECONDS)
    assert response["exit_code"] == 0, response["output"]


def admit_master(server: PostgresServer) -> Login:
    login = Login(server.port, MASTER, secrets.token_hex(8), "postgres")
    words = sql.SQL("ALTER ROLE {} PASSWORD {}")
    execute(server, words.format(sql.Identifier(login.user), sql.Literal(login.password)))
    return login


def environment(master: Login) -> dict[str, str]:
    """The provisioner's."""
    return commands.environment("provisioner", VARIABLES, master.environment)

"""The template: a database with main's migrations and sample content, which is copied for previews.

A new one is filled by a process of its own and swapped in when it is whole. Until then, and after a
failure, the one before it serves.
"""

from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from operations import bootstrap, command
from provisioner import server as lock
from provisioner.errors import ProvisionerError
from provisioner.names import TEMPLATE, TEMPLATE_NEW, TEMPLATE_OLD, TEMPLATE_OWNER
from provisioner.previews import Facts, Say, describe
from provisioner.removal import drop_database
from provisioner.server import Server, server

FILL_SECONDS: Final = 600
LAST_LINES: Final = 2

# Of what the master owns, what anybody may enter; previews' databases are closed when made.
OPEN: Final = """
SELECT datname FROM pg_database
WHERE datallowconn AND datconnlimit <> -2 AND pg_has_role(datdba, 'USAGE')
  AND has_database_privilege('public', oid, 'CONNECT') AND datname !~ '^pr_'
"""


def refresh(say: Say) -> Facts:
    """Make a new template and swap it in. Raises ProvisionerError, and keeps the old one then."""
    with server() as it:
        it.lock(lock.REFRESH)
        for name in (TEMPLATE_NEW, TEMPLATE_OLD):
            drop_database(it, name)
        for (name,) in it.ask(OPEN):
            it.run("REVOKE CONNECT ON DATABASE {} FROM PUBLIC", name)
        try:
            make(it, say)
            swap(it)
        finally:
            drop_database(it, TEMPLATE_NEW)
        drop_database(it, TEMPLATE_OLD)
    say(f"{TEMPLATE}: refreshed, version {settings.APP_VERSION}")
    return {"template": TEMPLATE, "version": settings.APP_VERSION}


def make(it: Server, say: Say) -> None:
    """The new database, whose contents belong to a role that nobody signs in as.

    The database itself is the master's: handing over all that a role owns would hand it over too.
    """
    it.make_role(TEMPLATE_OWNER)
    it.run("CREATE DATABASE {} TEMPLATE template0", TEMPLATE_NEW)
    it.run("REVOKE CONNECT ON DATABASE {} FROM PUBLIC", TEMPLATE_NEW)
    with server(TEMPLATE_NEW) as inside:
        inside.run("GRANT CREATE ON SCHEMA public TO {}", TEMPLATE_OWNER)
        fill_in_a_child(say)
        inside.run("REVOKE CREATE ON SCHEMA public FROM {}", TEMPLATE_OWNER)
        inside.run("VACUUM ANALYZE")
    describe(it, TEMPLATE_NEW, settings.APP_VERSION)
    it.run("ALTER DATABASE {} ALLOW_CONNECTIONS false", TEMPLATE_NEW)


def fill_in_a_child(say: Say) -> None:
    variables = {"DB_NAME": TEMPLATE_NEW, "PGOPTIONS": f"-c role={TEMPLATE_OWNER}"}
    outcome = command.run(
        ["preview_template", "fill"], lambda line: say(line.rstrip()), FILL_SECONDS, variables
    )
    if outcome.exit_code:
        lines = [line for word in outcome.output.splitlines() if (line := word.strip(" ^"))]
        end = " ".join(lines[-LAST_LINES:])
        raise ProvisionerError(
            f"The template was not filled (exit code {outcome.exit_code}): {end} The "
            "previous template stays in use. Correct main's migrations or sample "
            "content, then refresh again."
        )


def fill(say: Say) -> Facts:
    """In the child: main's migrations as the bootstrap applies them, then the sample content."""
    name = str(connection.settings_dict["NAME"])
    if name != TEMPLATE_NEW:
        raise ProvisionerError(
            f"{name} is not an unfinished template. Run `preview_template refresh`."
        )
    say(f"Migrations: {bootstrap.migrate(say)}")
    call_command("load_sample_content")
    return {"filled": name}


def swap(it: Server) -> None:
    """Copies that are being made are waited for; between the two names nobody finds none."""
    it.lock(lock.TEMPLATE)
    with it.transaction():
        if it.has(TEMPLATE):
            it.run("ALTER DATABASE {} RENAME TO {}", TEMPLATE, TEMPLATE_OLD)
        it.run("ALTER DATABASE {} RENAME TO {}", TEMPLATE_NEW, TEMPLATE)

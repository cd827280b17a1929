"""Would main's code run on a preview's schema, so that its release could be rolled back?

Main's code is tried on a copy. What a pull request put into its database, triggers among it, runs
there with the preview's own rights and no others: the child signs in as a role of that one preview.
"""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from psycopg2 import errors

from operations import command
from provisioner import server as lock
from provisioner.errors import ProvisionerError
from provisioner.names import PreviewNames
from provisioner.previews import Facts, Say
from provisioner.removal import drop_database, drop_role
from provisioner.server import Server, server

CHECK_SECONDS: Final = 240
STATEMENT_SECONDS: Final = 60
COPY_SECONDS: Final = 60
PATIENCE_SECONDS: Final = 15
CONNECTIONS: Final = 5

# https://www.postgresql.org/docs/16/manage-ag-templatedbs.html: what is copied has no sessions.
END_SESSIONS: Final = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = %s AND backend_type = 'client backend' AND pg_has_role(usesysid, 'USAGE')
  AND (state = 'idle' OR %s)
"""


def check(preview: PreviewNames, say: Say) -> Facts:
    """``compatible``, and if not the ``faults`` in words. Raises ProvisionerError."""
    with server() as it:
        it.lock((lock.PREVIEWS, preview.number))
        if not it.has(preview.database):
            raise ProvisionerError(
                f"{preview.name} has no database to check. Deploy its preview, then check again."
            )
        with copy_of(it, preview) as password:
            found = ask(preview, password, say)
    for fault in found["faults"]:
        say(f"Fault: {fault}")
    compatible = not found["faults"]
    say(f"Main's code {'runs' if compatible else 'does not run'} on the schema of {preview.name}")
    return {"compatible": compatible, **found}


@contextmanager
def copy_of(it: Server, preview: PreviewNames) -> Iterator[str]:
    """The copy while it is looked at, and the password of the role that may enter it."""
    clean(it, preview)
    try:
        password = secrets.token_urlsafe(24)
        it.make_role(preview.checker)
        it.run("GRANT {} TO {} WITH INHERIT TRUE, SET TRUE", preview.role, preview.checker)
        it.let_in(preview.checker, password, CONNECTIONS)
        copy(it, preview)
        yield password
    finally:
        clean(it, preview)


def clean(it: Server, preview: PreviewNames) -> None:
    drop_database(it, preview.checked)
    drop_role(it, preview.checker)


def copy(it: Server, preview: PreviewNames) -> None:
    """The preview's idle sessions are ended, which it opens again at its next request.

    One that is at work is given PATIENCE_SECONDS to finish.
    """
    started = time.monotonic()
    while True:
        waited = time.monotonic() - started
        it.ask(END_SESSIONS, preview.database, waited > PATIENCE_SECONDS)
        try:
            it.copy(preview.database, preview.checked, preview.role)
        except errors.ObjectInUse as error:
            if waited > COPY_SECONDS:
                raise ProvisionerError(
                    f"The database of {preview.name} was in use for {COPY_SECONDS} s "
                    "without a break. Check again when its preview is less busy."
                ) from error
        else:
            return


def ask(preview: PreviewNames, password: str, say: Say) -> Facts:
    """What main's code says in a process of its own; what it cannot say is a fault as well."""
    variables = {
        "DB_NAME": preview.checked,
        "DB_USER": preview.checker,
        "DB_PASSWORD": password,
        "PGOPTIONS": f"-c role={preview.role} -c statement_timeout={STATEMENT_SECONDS}s",
    }
    outcome = command.run(["preview_compatibility"], lambda line: None, CHECK_SECONDS, variables)
    last = (outcome.output.strip().splitlines() or [""])[-1]
    if outcome.exit_code == 0:
        return dict(json.loads(last))
    if outcome.exit_code == command.OUT_OF_TIME:
        last = f"it did not end within {CHECK_SECONDS} s"
    say(outcome.output)
    return {"faults": [f"main's code does not start: {last}"], "migrations_ahead": []}

"""Removes databases and roles, whatever a preview did with its rights.

A preview owns its database. It may call that a template, close it, hold sessions in it, and give
rights in it to a neighbour's role, which PostgreSQL then refuses to drop. So before a drop:

    the role may not sign in, and its sessions end → what hinders is undone, in each database that
    names the role, while the owner of that database is kept out as well → drop → again, if needed

https://www.postgresql.org/docs/16/role-removal.html
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final

from psycopg2 import errors

from provisioner.errors import ProvisionerError
from provisioner.server import Server, server

DROP_SECONDS: Final = 60
END_MILLISECONDS: Final = 10_000
PAUSE_SECONDS: Final = 0.2

# Only of client sessions: nobody but a superuser may end another kind.
END_SESSIONS: Final = """
SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity
WHERE usename = %s AND backend_type = 'client backend'
"""
# The databases with something in them that names the role, and the roles that own them.
NAMING: Final = """
SELECT DISTINCT datname, owner.rolname, datconnlimit = -2 FROM pg_shdepend
JOIN pg_database ON pg_database.oid = dbid JOIN pg_roles owner ON owner.oid = datdba
WHERE refclassid = 'pg_authid'::regclass AND refobjid = %s::regrole
  AND datname <> current_database()
"""
MAY_SIGN_IN: Final = "SELECT rolcanlogin FROM pg_roles WHERE rolname = %s"


def drop_database(it: Server, name: str) -> bool:
    """Whether it was there. Its sessions are ended. Raises ProvisionerError."""
    found = it.ask("SELECT datname FROM pg_database WHERE datname = %s", name)
    give_up_at = time.monotonic() + DROP_SECONDS
    while not dropped(it, name):
        if time.monotonic() > give_up_at:
            raise ProvisionerError(
                f"{name} was in use for {DROP_SECONDS} s without a break. Run the command again."
            )
        time.sleep(PAUSE_SECONDS)
    return bool(found)


def dropped(it: Server, name: str) -> bool:
    """One attempt. FORCE ends sessions, and is refused while autovacuum, a superuser, is in there;
    without it autovacuum is sent away, and sessions are not.
    """
    try:
        if it.ask("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", name):
            it.run("ALTER DATABASE {} IS_TEMPLATE false", name)
        it.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    except (errors.InsufficientPrivilege, errors.WrongObjectType, errors.InvalidCatalogName):
        with suppress(errors.ObjectInUse, errors.WrongObjectType):
            it.run("DROP DATABASE IF EXISTS {}", name)
            return True
        return False
    return True


def drop_role(it: Server, role: str) -> bool:
    """Whether it was there. What it owned and was given goes with it. Raises ProvisionerError."""
    if not it.has_role(role):
        return False
    give_up_at = time.monotonic() + DROP_SECONDS
    shut_out(it, role)
    while True:
        try:
            with ExitStack() as kept_out:
                for database, owner, half_dropped in it.ask(NAMING, role):
                    kept_out.enter_context(away(it, owner))
                    (drop_database(it, database) if half_dropped else forget(it, role, database))
                it.run("DROP OWNED BY {} CASCADE", role)  # in no database: rights to databases
                it.run("DROP ROLE {}", role)
            return True
        except errors.DependentObjectsStillExist as error:
            if time.monotonic() > give_up_at:
                raise ProvisionerError(
                    f"{role} cannot be dropped: {str(error).splitlines()[-1]}. Run the command "
                    "again."
                ) from error
            time.sleep(PAUSE_SECONDS)


def forget(it: Server, role: str, database: str) -> None:
    """Drop what the role owns in another's database, and revoke what it was given there.

    The owner may have closed it to everybody, or made every session in it fail or read only.
    """
    with suppress(errors.InvalidCatalogName):  # it was dropped meanwhile, and all in it
        it.run("ALTER DATABASE {} ALLOW_CONNECTIONS true", database)
        it.run("ALTER DATABASE {} CONNECTION LIMIT -1", database)
        it.run("ALTER DATABASE {} RESET ALL", database)
        it.run("GRANT CONNECT ON DATABASE {} TO CURRENT_USER", database)
        with server(database) as inside:
            inside.run("DROP OWNED BY {} CASCADE", role)


def shut_out(it: Server, role: str) -> None:
    """It has no session from now on, and can begin none."""
    it.act_as(role)  # which a role that was left half made does not let the master do yet
    it.run("ALTER ROLE {} NOLOGIN", role)
    it.ask(END_SESSIONS, END_MILLISECONDS, role)


@contextmanager
def away(it: Server, owner: str) -> Iterator[None]:
    """The owner of a database is kept out meanwhile, and can neither lock nor give again."""
    if it.ask(MAY_SIGN_IN, owner) != [(True,)] or owner == it.user:
        yield
        return
    shut_out(it, owner)
    try:
        yield
    finally:
        with suppress(errors.UndefinedObject):  # its preview was destroyed meanwhile
            it.run("ALTER ROLE {} LOGIN", owner)

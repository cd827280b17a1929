"""Two PostgreSQL users. The one that is not in use gets the next new password.

The first user is the one that created the database. It creates the second user, which then owns
everything. From then on a session of the first user acts as the second, so both have the same
rights, and everything that either creates has the same owner.

Since PostgreSQL 16 a role cannot administer itself, so the second user could not set the first
one's password. A function that belongs to the first user sets the passwords of both.
https://www.postgresql.org/docs/16/role-attributes.html
https://www.postgresql.org/docs/16/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY
"""

import re
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg2 import sql

SECOND: Final = "_2"  # how the name of the second user ends
# The form in which PostgreSQL stores a password. No statement or log has the password itself.
VERIFIER: Final = re.compile(r"SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+")
FUNCTION: Final = """
CREATE OR REPLACE FUNCTION public.itg_set_password(who text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF who NOT IN ({first}, {second}) OR verifier NOT LIKE 'SCRAM-SHA-256$%' THEN
        RAISE EXCEPTION 'not one of the two users, or not a verifier';
    END IF;
    EXECUTE format('ALTER ROLE %I PASSWORD %L', who, verifier);
END
$body$
"""


class DatabaseUserError(Exception):
    """Why the password was not set, and what to do."""


def set_password(name: str, verifier: str) -> None:
    """Set the password of the user that is not in use. Creates this user if it does not exist.

    All or nothing. Raises DatabaseUserError.
    """
    if connection.vendor != "postgresql":
        raise DatabaseUserError("This needs PostgreSQL. Set DB_ENGINE and the other DB_ variables.")
    if not VERIFIER.fullmatch(verifier):
        raise DatabaseUserError(
            "This is not the verifier of a password. It looks like SCRAM-SHA-256$4096:…"
        )
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        session = session_user(cursor)
        if name != other(session):
            raise DatabaseUserError(
                f"The backend uses {session}, so only {other(session)} can get another "
                f"password, not {name}."
            )
        if not exists(cursor, name):
            make(cursor, session, name)
        cursor.execute("SELECT public.itg_set_password(%s, %s)", [name, verifier])


def other(user: str) -> str:
    """The name of the other one of the two users."""
    return user.removesuffix(SECOND) if user.endswith(SECOND) else user + SECOND


def session_user(cursor: CursorWrapper) -> str:
    cursor.execute("SELECT session_user")
    return str(cursor.fetchone()[0])


def exists(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    return cursor.fetchone() is not None


def make(cursor: CursorWrapper, first: str, second: str) -> None:
    """Create the second user, which becomes the owner of what the first user owned."""
    if second != first + SECOND:
        raise DatabaseUserError(
            f"There is no user {second}. Only {first} can create it: set DB_USER to {first}."
        )
    names = {"first": sql.Identifier(first), "second": sql.Identifier(second)}
    for statement in (
        "CREATE ROLE {second} LOGIN",
        "GRANT {second} TO {first} WITH INHERIT TRUE, SET TRUE",
        "REASSIGN OWNED BY {first} TO {second}",
        "ALTER ROLE {first} SET role = {second}",
    ):
        cursor.execute(sql.SQL(statement).format(**names))
    literals = {"first": sql.Literal(first), "second": sql.Literal(second)}
    cursor.execute(sql.SQL(FUNCTION).format(**literals))
    cursor.execute("REVOKE ALL ON FUNCTION public.itg_set_password FROM PUBLIC")
    cursor.execute(
        sql.SQL("GRANT EXECUTE ON FUNCTION public.itg_set_password TO {second}").format(**names)
    )

"""A preview's database and role: made from the template, dropped, listed."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from psycopg2 import sql

from provisioner import server as lock
from provisioner.errors import ProvisionerError
from provisioner.names import OWNED, TEMPLATE, TEMPLATE_OWNER, PreviewNames
from provisioner.removal import drop_database, drop_role, shut_out
from provisioner.server import Server, server

CONNECTIONS: Final = 20
# https://www.postgresql.org/docs/16/catalog-pg-authid.html
BASE64: Final = r"[A-Za-z0-9+/]+={0,2}"
VERIFIER: Final = re.compile(rf"SCRAM-SHA-256\$\d{{4,7}}:{BASE64}\${BASE64}:{BASE64}")

Say = Callable[[str], None]
Facts = dict[str, Any]


def ensure(preview: PreviewNames, verifier: str, fresh: bool, say: Say) -> Facts:
    """Make the role and the database where they are missing, and the password equal to that one.

    ``fresh`` drops both before. Raises ProvisionerError.
    """
    if not VERIFIER.fullmatch(verifier):
        raise ProvisionerError(
            "This is not the verifier of a password. Give SCRAM-SHA-256$4096:…, never "
            "the password itself."
        )
    with server() as it:
        it.lock((lock.PREVIEWS, preview.number))
        if fresh:
            remove(it, preview)
            say(f"{preview.database}: dropped, to start over")
        it.make_role(preview.role)
        it.let_in(preview.role, verifier, CONNECTIONS)
        made = not it.has(preview.database)
        if made:
            make(it, preview)
        facts = facts_of(it, preview.database)
        how = "made" if made else "kept"
        say(f"{preview.database}: {how}, from the template of {version(facts)}")
    return {"database": preview.database, "role": preview.role, "made": made, **facts}


def make(it: Server, preview: PreviewNames) -> None:
    """A whole database at the preview's name, whatever an interrupted command left there."""
    for name in (preview.unfinished, preview.database):
        drop_database(it, name)
    it.lock(lock.TEMPLATE, shared=True)
    if not it.has(TEMPLATE):
        raise ProvisionerError(
            "There is no template to copy. Run `preview_template refresh` first."
        )
    it.copy(TEMPLATE, preview.unfinished, preview.role)
    with server(preview.unfinished) as inside:
        inside.run("REASSIGN OWNED BY {} TO {}", TEMPLATE_OWNER, preview.role)
    describe(it, preview.unfinished, version(facts_of(it, TEMPLATE)))
    it.run("ALTER DATABASE {} RENAME TO {}", preview.unfinished, preview.database)


def drop(preview: PreviewNames, say: Say) -> Facts:
    """Drop all that is the preview's, finished or not. Raises ProvisionerError."""
    with server() as it:
        it.lock((lock.PREVIEWS, preview.number))
        dropped = remove(it, preview)
    for name in dropped:
        say(f"{name}: dropped")
    say(f"{preview.name}: nothing left on the server")
    return {"dropped": dropped}


def remove(it: Server, preview: PreviewNames) -> list[str]:
    """Its roles are shut out, then databases go before the roles that own them."""
    databases = (preview.checked, preview.unfinished, preview.database)
    roles = (preview.checker, preview.role)
    for role in roles:
        if it.has_role(role):
            shut_out(it, role)
    dropped = [f"database {name}" for name in databases if drop_database(it, name)]
    return dropped + [f"role {name}" for name in roles if drop_role(it, name)]


def listing(say: Say) -> Facts:
    """Every preview of which anything is on the server, also what an interrupted command left."""
    found: dict[int, Facts] = {}
    with server() as it:
        for number, kind, size, comment in it.ask(DATABASES, OWNED, OWNED, OWNED):
            entry = found.setdefault(int(number), empty(int(number)))
            entry["bytes"] += size or 0
            if not kind:
                entry |= {"whole": True, **read(comment)}
        for (number,) in it.ask(ROLES, OWNED, OWNED):
            found.setdefault(int(number), empty(int(number)))
    previews = [found[number] for number in sorted(found)]
    for entry in previews:
        say(line_of(entry))
    say(f"{len(previews)} previews")
    return {"previews": previews}


DATABASES: Final = """
SELECT (regexp_match(datname, %s))[1], (regexp_match(datname, %s))[2],
       CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) END,
       shobj_description(oid, 'pg_database')
FROM pg_database WHERE datname ~ %s AND datconnlimit <> -2
"""
ROLES: Final = "SELECT (regexp_match(rolname, %s))[1] FROM pg_roles WHERE rolname ~ %s"


def empty(number: int) -> Facts:
    name = PreviewNames(number).name
    return {"name": name, "whole": False, "bytes": 0, "made_at": None, "version": None}


def line_of(entry: Facts) -> str:
    state = f"since {entry['made_at']}" if entry["whole"] else "left unfinished"
    return f"{entry['name']}: {entry['bytes'] / 2**20:.0f} MiB, {state}"


def describe(it: Server, database: str, made_from: str) -> None:
    """PostgreSQL does not remember when a database was made, so its comment says it."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps({"made_at": now, "version": made_from})
    it.run("COMMENT ON DATABASE {} IS {}", database, sql.Literal(text))


def facts_of(it: Server, database: str) -> Facts:
    sql = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    return read(it.ask(sql, database)[0][0])


def read(comment: str | None) -> Facts:
    """What the comment says; its owner, a pull request's code, may have written anything there."""
    try:
        facts = dict(json.loads(comment or "{}"))
    except (ValueError, TypeError):
        facts = {}
    return {key: str(facts[key])[:80] if key in facts else None for key in ("made_at", "version")}


def version(facts: Facts) -> str:
    return facts["version"] or "unknown origin"

"""Steps before a server starts: database, migrations, superuser, static files, pictures.

The container's entrypoint, the one-off task of a release, and Lambda run the same five steps. They
can be repeated, run at the same time, and interrupted. `manage.py bootstrap` starts them.
"""

import fcntl
import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from files import pictures
from files.storage import StaticStorage
from operations import applied, older_database
from operations.models import MigrationMark

TRIES: Final = 30
PAUSE_SECONDS: Final = 2.0
# ECS stops a container that does not serve: after 120 s because of the load balancer, after 150 s
# because of the container's own health check. The steps after the wait need some of this time.
WAIT_SECONDS: Final = 90
# PostgreSQL's messages for errors that another try cannot change. The driver gives no code.
REFUSALS: Final = re.compile(
    r"password authentication failed|no password supplied|no pg_hba\.conf entry"
    r"|role \".*\" does not exist|role \".*\" is not permitted to log in"
)
# A container must serve soon. The one-off task of a release runs before it and has more time.
PICTURE_SECONDS: Final = 8.0
LOCK_SECONDS: Final = 900
LOCK_KEY: Final = 0x1261_0001
SCHEMA: Final = "      Schema: "  # delivery writes this line into the release's record
NAMED: Final = 12  # at most so many migrations are listed; a release rarely has more

Say = Callable[[str], None]
Acquire = Callable[[], bool]


class BootstrapError(Exception):
    """A step failed. The message says which one, and what to check."""


def run(
    say: Say,
    picture_seconds: float = PICTURE_SECONDS,
    before_migrating: Callable[[], object] = lambda: None,
) -> None:
    """All five steps, each timed. Raises BootstrapError, and what ``before_migrating`` raises."""
    started = time.monotonic()
    timed(say, 1, "Database", lambda: wait_for_database(say))
    with one_at_a_time(say):
        before_migrating()
        timed(say, 2, "Migrations", lambda: migrate(say))
        say(f"{SCHEMA}{' '.join(applied.newest())}")
        timed(say, 3, "Superuser", ensure_superuser)
        timed(say, 4, "Static files", lambda: collect_static(say))
        timed(say, 5, "Pictures", lambda: make_renditions(picture_seconds))
    say(f"Bootstrap complete in {time.monotonic() - started:.1f} s")


def timed(say: Say, number: int, name: str, step: Callable[[], str]) -> None:
    started = time.monotonic()
    outcome = step()
    say(f"[{number}/5] {name}: {outcome} ({time.monotonic() - started:.2f} s)")


def wait_for_database(say: Say) -> str:
    """Try TRIES times, but begin no try after WAIT_SECONDS. A try that hangs takes 5 s.

    Raises BootstrapError after the last try, or at once if the database refuses the user.
    """
    started = time.monotonic()
    for attempt in range(1, TRIES + 1):
        try:
            connection.ensure_connection()
        except OperationalError as error:
            reason = str(error).strip().splitlines()[-1]
            if REFUSALS.search(reason):
                raise BootstrapError(
                    f"The database refused this user: {reason}. Check DB_USER and DB_PASSWORD."
                ) from error
            say(f"      Database not ready, try {attempt} of {TRIES}: {reason}")
            if attempt == TRIES or time.monotonic() + PAUSE_SECONDS > started + WAIT_SECONDS:
                break
            time.sleep(PAUSE_SECONDS)
        else:
            return "ready"
    raise BootstrapError(
        f"The database did not respond in {attempt} tries within "
        f"{time.monotonic() - started:.0f} s. Check DB_HOST, DB_PORT and that the network lets "
        "this machine reach it."
    )


@contextmanager
def one_at_a_time(say: Say) -> Iterator[None]:
    """Hold the bootstrap's lock in the block. If this process dies, the lock is released too."""
    beside = Path(f"{connection.settings_dict['NAME']}.lock")
    with advisory_lock() if connection.vendor == "postgresql" else file_lock(beside) as acquire:
        wait_for_lock(acquire, say)
        yield


@contextmanager
def advisory_lock() -> Iterator[Acquire]:
    """A lock of PostgreSQL, on a separate connection that no migration uses."""
    holder = connections.create_connection("default")

    def acquire() -> bool:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_KEY])
            return bool(cursor.fetchone()[0])

    try:
        yield acquire
    finally:
        holder.close()


@contextmanager
def file_lock(path: Path) -> Iterator[Acquire]:
    """A lock of the operating system, between the processes of one machine."""
    with path.open("w") as file:

        def acquire() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        yield acquire


def wait_for_lock(acquire: Acquire, say: Say) -> None:
    give_up_at = time.monotonic() + LOCK_SECONDS
    waiting = False
    while not acquire():
        if not waiting:
            say("      Another bootstrap is running; waiting for it")
            waiting = True
        if time.monotonic() > give_up_at:
            raise BootstrapError(
                f"Another bootstrap held its lock for {LOCK_SECONDS} s. "
                "Stop it, then run this again."
            )
        time.sleep(0.25)


def migrate(say: Say) -> str:
    """Apply pending migrations. Nothing runs if none is pending and the mark is current.

    The mark is written after the post_migrate receivers, which create permissions. So if a run is
    killed between the last migration and the receivers, the plan is empty but the mark is old.
    """
    if kept := set_older_aside():
        say(f"      The database was from an older version. It is kept as {kept}")
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(leaves)
    wanted = hashlib.sha256(repr(sorted(leaves)).encode()).hexdigest()
    if not plan and last_mark() == wanted:
        return "nothing pending"
    names = ", ".join(str(migration) for migration, _ in plan[:NAMED])
    more = f" and {len(plan) - NAMED} more" if len(plan) > NAMED else ""
    say(f"      Applying {names or 'only permissions'}{more}")
    call_command("migrate", interactive=False, verbosity=0)
    MigrationMark.objects.update_or_create(pk=1, defaults={"leaves": wanted})
    return f"{len(plan)} applied"


def set_older_aside() -> str:
    try:
        return older_database.set_aside(connection)
    except older_database.OlderDatabaseError as error:
        raise BootstrapError(str(error)) from error


def last_mark() -> str | None:
    try:
        return MigrationMark.objects.values_list("leaves", flat=True).filter(pk=1).first()
    except DatabaseError:  # the first migration creates the table
        return None


def ensure_superuser() -> str:
    """Create or update the superuser of DJANGO_SUPERUSER_*, with that password.

    An unchanged password is not hashed again, because a new hash would end the user's sessions.
    """
    username, password, email = (
        settings.DJANGO_SUPERUSER[key] for key in ("username", "password", "email")
    )
    if not (username and password):
        return "none asked for (DJANGO_SUPERUSER_USERNAME and _PASSWORD are not both set)"
    users = get_user_model()._default_manager
    user, created = users.get_or_create(username=username)
    wanted = {"is_staff": True, "is_superuser": True, "is_active": True}
    if email:
        wanted["email"] = email
    changed = [name for name, value in wanted.items() if getattr(user, name) != value]
    for name in changed:
        setattr(user, name, wanted[name])
    if created or not check_password(password, user.password):
        user.set_password(password)
        changed.append("password")
    if changed:
        user.save(update_fields=changed)
    return f"{username} {'created' if created else 'updated' if changed else 'unchanged'}"


def collect_static(say: Say) -> str:
    """Collect if the apps' files differ from the collected ones, and upload the new ones.

    An interrupted collection may leave an incomplete file that looks newer than its source, so the
    folder is emptied first. Sites on different databases may share the folder, so it has its own
    lock.
    """
    if not isinstance(staticfiles_storage, StaticStorage):
        return "not collected by these settings"
    collected = staticfiles_storage.is_collected()
    if not collected:
        with file_lock(Path(f"{settings.STATIC_ROOT}.lock")) as acquire:
            wait_for_lock(acquire, say)
            if not staticfiles_storage.is_collected():
                call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    published = staticfiles_storage.publish()
    done = "unchanged" if collected else "collected"
    return f"{done}, {published} uploaded, manifest {staticfiles_storage.manifest_hash}"


def make_renditions(seconds: float) -> str:
    """Create sizes that pictures lack, such as a new width. Visitors' requests never create them.

    It stops after that many seconds, and the next bootstrap creates the rest. Failures are logged.
    """
    lacking = pictures.lacking()
    give_up_at = time.monotonic() + seconds
    for key in lacking:
        if time.monotonic() >= give_up_at:
            break
        pictures.make([key])
    left = len(pictures.lacking()) if lacking else 0
    made = f"{len(lacking) - left} made" if lacking else "none missing"
    return f"{made}, {left} left" if left else made

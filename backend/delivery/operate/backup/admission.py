"""Sets the current password in a database whose backup is older than the password."""

from collections.abc import Mapping
from typing import Final

from delivery.aws import rds, secretsmanager
from delivery.aws.rds import Database
from delivery.operate import database_users
from delivery.operate.backup import copies
from delivery.run import one_off
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, step
from delivery.tools.stages import PRODUCTION
from delivery.tools.waiting import Deadline

SIGNED_IN_SECONDS: Final = 600.0  # until RDS has set a password
TRIED: Final = "showmigrations"  # it reads the database, and changes nothing


def admit(restored: Database, user: str, within: float, say: Say) -> None:
    """Let the service's user sign in. Raises DeliveryError if it cannot."""
    secret = PRODUCTION.secret("DB_PASSWORD")
    password = secretsmanager.read(secret)
    if not password:
        raise DeliveryError(f"There is no secret {secret}.", "Deploy the stack `data`.")
    where = {"DB_HOST": restored.host, "DB_PORT": str(restored.port)}
    with step(say, f"Give {restored.name} the password in use"):
        copies.change(restored.name, lambda: rds.set_password(restored.name, password), within, say)
        copies.wait_until_available(restored.name, within, say)
        if user != restored.master:
            as_master = {**where, "DB_USER": restored.master}
            sign_in(as_master, say)
            database_users.set_password(user, password, say, as_master)
        sign_in(where, say)


def sign_in(variables: Mapping[str, str], say: Say) -> None:
    """Try it in a task until RDS has set the password. Raises DeliveryError with its lines."""
    deadline = Deadline(SIGNED_IN_SECONDS, copies.POLL_SECONDS)
    options = one_off.Options(variables=variables, tell=say)
    while True:
        outcome = one_off.run_task([TRIED], lambda line: None, options)
        if outcome.exit_code == one_off.INTERRUPTED:
            raise KeyboardInterrupt
        if not outcome.exit_code:
            return
        if not deadline.pause():
            last = "\n".join(outcome.output.splitlines()[-3:])
            raise DeliveryError(
                f"A task cannot read the database of {variables['DB_HOST']}:\n{last}",
                "Run the same command again. If it fails again, compare its network and "
                "its password with production's.",
            )

"""The database's two users, which serve in turn: `manage.py database_user` in a task."""

from collections.abc import Mapping
from typing import Final

from delivery.aws.ecs_tasks import NO_VARIABLES
from delivery.operate.verifier import verifier
from delivery.run import one_off
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, step

SECOND: Final = "_2"  # as the command names the second one


def other(user: str) -> str:
    """Of the two users, the other one."""
    return user.removesuffix(SECOND) if user.endswith(SECOND) else user + SECOND


def set_password(
    user: str, password: str, say: Say, variables: Mapping[str, str] = NO_VARIABLES
) -> None:
    """Of the user that does not serve. Raises DeliveryError. ``variables`` are others of the task.

    The task gets what PostgreSQL keeps of a password: its command can be read in ECS.
    """
    with step(say, f"Database: a password for {user}"):
        outcome = one_off.run_task(
            ["database_user", user, verifier(password)],
            say,
            one_off.Options(tell=say, variables=variables),
        )
    outcome.refuse_unended("The change of the database's password")
    if outcome.exit_code:
        raise DeliveryError(
            f"The password of the database's user {user} could not be set: exit code "
            f"{outcome.exit_code}.",
            "Its output is above. Production was not changed.",
        )

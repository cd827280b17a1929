"""Whether a release's code runs on the schema that the database has today."""

from collections.abc import Sequence

from delivery.records.releases import Release
from delivery.run import one_off
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say, step

COMMAND = "compatibility"
FAULT = "Fault: "


def refuse_other(target: Release, every: Sequence[Release], say: Say) -> None:
    """Test this with the release's code in a task, unless it was in service with this schema.

    New columns that may stay empty are fine. Raises DeliveryError with the reasons if the code does
    not run on the schema, or if the test is not possible.
    """
    if target.migrations and set(target.migrations) == set(of_today(every)):
        say("Schema: the same as when that release was bootstrapped")
        return
    with step(say, f"Schema: testing it with the code of {target.version[:12]}"):
        options = one_off.Options(task_definition=target.task_definition, tell=say)
        outcome = one_off.run_task([COMMAND], say, options)
        outcome.refuse_unended("The test of the schema")
        if outcome.exit_code:
            raise DeliveryError(
                f"The code of {target.version[:12]} does not run on today's schema: "
                f"{reason(outcome.output) or f'exit code {outcome.exit_code}'}. "
                "Nothing was changed.",
                "Release a commit that runs on it, or undo the migration with the code "
                f"that contains it. To roll back without this test: `{PROGRAM} release "
                "rollback --unchecked`.",
            )


def of_today(every: Sequence[Release]) -> list[str]:
    """The newest migrations after the last bootstrap. Empty if they are not known."""
    return next((one.migrations for one in every if one.bootstrap), [])


def reason(output: str) -> str:
    """The faults that the command printed, or its last words."""
    lines = [line for line in one_off.lines_of(output) if line.strip()]
    faults = [line.removeprefix(FAULT) for line in lines if line.startswith(FAULT)]
    return "; ".join(faults or lines[-1:]).rstrip(".")

"""The package as the code of a Lambda function. Zappa creates or updates the function."""

from pathlib import Path
from typing import Any, Final

from delivery.aws import lambda_functions, s3
from delivery.package import zappa
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import FunctionStage
from delivery.tools.waiting import Deadline

ASSUMABLE_SECONDS: Final = 60.0
YOUNG: Final = "its role is not known everywhere yet; trying again"
ALREADY_MADE: Final = "it is there already; updating it"
# What Lambda says that is over in a while, and what people are told then. IAM's changes take some
# time to arrive everywhere. The others come after a response that was lost: what Zappa then tries
# again was done the first time.
PASSING: Final = {
    "cannot be assumed by Lambda": YOUNG,
    "does not have permissions to call CreateNetworkInterface on EC2": YOUNG,
    "Function already exist": ALREADY_MADE,
    "An update is in progress": "a change of it is still in progress; trying again",
}


def send(
    stage: FunctionStage,
    archive: Path,
    stages: dict[str, Any],
    bucket: str,
    say: Say,
    *,
    update: bool,
) -> None:
    """Through S3, since Lambda takes a package of this size only from there."""
    folder = f"{stage.prefix}packages/"
    name = s3.upload(bucket, folder, archive)
    run_zappa(stage, f"s3://{bucket}/{name}", stages, say, update=update)
    s3.empty(bucket, folder)


def run_zappa(
    stage: FunctionStage, archive: str, stages: dict[str, Any], say: Say, *, update: bool
) -> None:
    """Run it again while Lambda refuses what it soon does, and wait until its change is complete.

    A run that was killed may have left a change in progress, so an update waits before it as well.
    """
    deadline = Deadline(ASSUMABLE_SECONDS, pause=2)
    while True:
        try:
            if update:
                lambda_functions.wait_until_idle(stage.function)
            zappa.put(stages, stage.zappa_stage, archive, update)
            break
        except DeliveryError as error:
            found = next((PASSING[words] for words in PASSING if words in error.message), None)
            if found is None or deadline.is_over:
                raise
            say(f"Function: {found}")
            update = update or found == ALREADY_MADE
            deadline.pause()
    lambda_functions.wait_until_settled(stage.function)

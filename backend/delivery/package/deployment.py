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
# What Lambda says of a role that is seconds old. IAM's changes take a while to arrive everywhere.
NOT_YET_ASSUMABLE: Final = (
    "cannot be assumed by Lambda",
    "does not have permissions to call CreateNetworkInterface on EC2",
)


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
    """Run it again while Lambda does not know the role yet, and wait until its change is complete.

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
            young = any(words in error.message for words in NOT_YET_ASSUMABLE)
            if not young or deadline.is_over:
                raise
            say("Function: its role is not known everywhere yet; trying again")
            deadline.pause()
    lambda_functions.wait_until_settled(stage.function)

"""Secret variables that contain the ARN of their value.

On ECS the platform puts the values in. On Lambda nobody does, so this runs before the settings are
read, and imports boto3 only where there is something to fetch.
"""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Final

from core.environment import secret_references, set_variables

DEADLINE_SECONDS: Final = 7  # INIT as a whole has 10
CONNECT_SECONDS: Final = 1
READ_SECONDS: Final = 2
TRIES: Final = 2


class SecretsUnavailable(Exception):
    """The message names each variable and what AWS said, and shows no value."""


def fetch() -> None:
    """Replace every ARN in a secret variable by what it stands for. Raises SecretsUnavailable."""
    references = secret_references()
    if not references:
        return
    pool = ThreadPoolExecutor(max_workers=8)
    pending = {name: pool.submit(value_of, arn) for name, arn in references.items()}
    wait(pending.values(), timeout=DEADLINE_SECONDS)
    pool.shutdown(wait=False, cancel_futures=True)
    faults = [f"{name}: {fault}" for name, found in pending.items() if (fault := fault_of(found))]
    if faults:
        raise SecretsUnavailable(
            f"These secrets could not be fetched: {'; '.join(faults)}. Check the ARN, the "
            "role's permissions and that the network lets this function reach the "
            "service."
        )
    set_variables({name: found.result() for name, found in pending.items()})


def fault_of(found: Future[str]) -> str:
    if not found.done() or found.cancelled():
        return f"no response within {DEADLINE_SECONDS} s"
    return str(found.exception() or "")


def value_of(arn: str) -> str:
    """The value in Secrets Manager or Parameter Store."""
    from aws_lambda_powertools.utilities.parameters import SecretsProvider, SSMProvider
    from botocore.config import Config

    _, _, service, region, *_ = arn.split(":")
    config = Config(
        region_name=region,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": TRIES, "mode": "standard"},
    )
    if service == "ssm":
        return str(SSMProvider(boto_config=config).get(arn, decrypt=True))
    return str(SecretsProvider(boto_config=config).get(arn))

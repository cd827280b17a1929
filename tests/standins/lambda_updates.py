"""A function's changes take a while, as on AWS: meanwhile the next change is refused.

https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
"""

from typing import Any, Final

from moto.awslambda import models, responses
from moto.awslambda.exceptions import LambdaClientError

READING: Final = ("get_function", "get_function_configuration")
READS: Final = 2  # of its state, in which a change of the configuration is still in progress
REFUSED: Final = (
    *("put_function_concurrency", "update_function_code", "update_function_configuration"),
)


class InProgress(LambdaClientError):
    code = 409

    def __init__(self, arn: str) -> None:
        said = "The operation cannot be performed at this time. An update is in progress for"
        super().__init__("ResourceConflictException", f"{said} resource: {arn}")


def install() -> None:
    """Make every function of this process take its time."""
    update = models.LambdaFunction.update_configuration
    configuration = models.LambdaFunction.get_configuration

    def update_configuration(self: Any, updates: dict[str, Any]) -> Any:
        self.reads_until_settled = READS
        return update(self, updates)

    def get_configuration(self: Any, on_create: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = configuration(self, on_create)
        if in_progress(self):
            found["LastUpdateStatus"] = "InProgress"
        return found

    setattr(models.LambdaFunction, "update_configuration", update_configuration)  # noqa: B010
    setattr(models.LambdaFunction, "get_configuration", get_configuration)  # noqa: B010
    for name in READING:
        count_reads(name)
    for name in REFUSED:
        refuse_while_in_progress(name)


def count_reads(name: str) -> None:
    read = getattr(responses.LambdaResponse, name)

    def reading(self: Any) -> Any:
        found = read(self)
        function = self.backend.get_function(self.path.split("/functions/")[1].split("/")[0])
        function.reads_until_settled = max(getattr(function, "reads_until_settled", 0) - 1, 0)
        return found

    setattr(responses.LambdaResponse, name, reading)


def in_progress(function: Any) -> bool:
    return bool(getattr(function, "reads_until_settled", 0))


def refuse_while_in_progress(name: str) -> None:
    change = getattr(models.LambdaBackend, name)

    def changing(self: Any, function_name: str, *facts: Any, **more: Any) -> Any:
        function = self.get_function(function_name)
        if in_progress(function):
            raise InProgress(function.function_arn)
        return change(self, function_name, *facts, **more)

    setattr(models.LambdaBackend, name, changing)

"""CloudFormation: stacks, change sets, and the states of resources."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from botocore.exceptions import ClientError

from delivery.aws.consistency import once_known
from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError

# Needed because the stacks create roles that have fixed names.
CAPABILITIES: Final = ["CAPABILITY_NAMED_IAM"]
OURS: Final = "delivery-"  # the beginning of our change sets' names
LEFT_AFTER: Final = timedelta(hours=1)
REFUSED: Final = "Correct the template; `make check` finds most faults before AWS does."
# CloudFormation's word for a resource that stopped because another one failed.
CANCELLED: Final = "cancelled"
STARTED: Final = "User Initiated"  # the reason in the first event of an operation


REGION: ContextVar[str] = ContextVar("region", default="")


@contextmanager
def in_region(name: str) -> Iterator[None]:
    """Calls in the block use this region. If it is empty, they use AWS_REGION."""
    token = REGION.set(name)
    try:
        yield
    finally:
        REGION.reset(token)


def regional() -> Any:
    return client("cloudformation", region_name=REGION.get())


@dataclass(frozen=True, slots=True)
class Stack:
    """``id`` names only this stack, even if a later stack has the same name."""

    id: str
    status: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]

    @property
    def in_progress(self) -> bool:
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """``action`` is Add, Modify, Remove or Import.

    ``replacement`` is True if the old resource is removed, Conditional if AWS cannot know that yet.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
    """

    action: str
    name: str
    kind: str
    replacement: str = "False"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """If ``changes`` is empty, there is nothing to do. ``reason`` is set if creating it failed."""

    id: str
    stack: str
    ready: bool
    failed: bool
    reason: str = ""
    changes: list[ResourceChange] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Failure:
    """A resource that failed. ``id`` is the resource's id in AWS. Empty if it has none."""

    name: str
    kind: str
    status: str
    id: str = ""
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.kind}): {self.reason or 'no reason'}"


def find(name: str) -> Stack | None:
    """The stack of that name or id."""
    with doing(f"Looking up the stack {name}"):
        try:
            found = regional().describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in error.response["Error"]["Message"]:
                return None
            raise
    return stack(found)


def stacks() -> dict[str, Stack]:
    """All stacks of the account that were not deleted, by name."""
    with doing("Listing the stacks"):
        pages = regional().get_paginator("describe_stacks").paginate()
        return {one["StackName"]: stack(one) for page in pages for one in page["Stacks"]}


def stack(found: Mapping[str, Any]) -> Stack:
    return Stack(
        found["StackId"],
        found["StackStatus"],
        {row["OutputKey"]: row["OutputValue"] for row in found.get("Outputs", [])},
        {row["ParameterKey"]: row["ParameterValue"] for row in found.get("Parameters", [])},
    )


def parameters_of(name: str, template: str) -> dict[str, str | None]:
    """A template's parameters and their defaults. Raises DeliveryError if AWS refuses it."""
    with doing(f"Checking the template of {name}", REFUSED):
        found = regional().get_template_summary(TemplateBody=template)
    return {row["ParameterKey"]: row.get("DefaultValue") for row in found.get("Parameters", [])}


def propose(
    name: str, template: str, parameters: Mapping[str, str], tags: Mapping[str, str], new: bool
) -> str:
    """Create a change set, and return its id. AWS then computes the changes."""
    with doing(f"Computing the changes of {name}", REFUSED):
        made = regional().create_change_set(
            StackName=name,
            ChangeSetName=f"{OURS}{uuid4()}",
            ChangeSetType="CREATE" if new else "UPDATE",
            TemplateBody=template,
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
            ],
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
            Capabilities=CAPABILITIES,
            ClientToken=str(uuid4()),  # the same for every try of this request
        )
    return str(made["Id"])


def change_set(id: str) -> ChangeSet:
    with doing("Reading a change set"):
        pages = regional().get_paginator("describe_change_set").paginate
        found = once_known(lambda: list(pages(ChangeSetName=id)), "ChangeSetNotFound")
    return ChangeSet(
        id,
        found[0]["StackId"],
        found[0]["Status"] == "CREATE_COMPLETE",
        found[0]["Status"] == "FAILED",
        found[0].get("StatusReason", ""),
        [change(row["ResourceChange"]) for page in found for row in page.get("Changes", [])],
    )


def change(row: Mapping[str, Any]) -> ResourceChange:
    return ResourceChange(
        row["Action"],
        row["LogicalResourceId"],
        row["ResourceType"],
        row.get("Replacement", "False"),
    )


def execute(id: str) -> None:
    with doing("Executing a change set"):
        regional().execute_change_set(ChangeSetName=id, ClientRequestToken=str(uuid4()))


def discard(id: str) -> None:
    """Delete the change set. It need not exist. One that is being executed is not deleted."""
    cloudformation = regional()
    with (
        doing("Discarding a change set"),
        suppress(
            cloudformation.exceptions.ChangeSetNotFoundException,
            cloudformation.exceptions.InvalidChangeSetStatusException,
        ),
    ):
        cloudformation.delete_change_set(ChangeSetName=id)


def discard_left(stack: str) -> None:
    """Discard change sets that killed commands have left. A stack can have at most a thousand.

    One that is younger than LEFT_AFTER is kept: another command may be about to execute it.
    """
    left_before = datetime.now(UTC) - LEFT_AFTER
    with doing(f"Discarding change sets of {stack}"):
        pages = regional().get_paginator("list_change_sets").paginate(StackName=stack)
        found = [one for page in pages for one in page["Summaries"] if one["StackName"] == stack]
    for one in found:
        if one["ChangeSetName"].startswith(OURS) and one["CreationTime"] < left_before:
            discard(one["ChangeSetId"])


def delete(stack: Stack) -> None:
    with doing(f"Deleting the stack {stack.id}"):
        regional().delete_stack(StackName=stack.id, ClientRequestToken=str(uuid4()))


def protect(name: str) -> None:
    """Turn on termination protection, so that nobody deletes the stack by mistake."""
    with doing(f"Protecting the stack {name}"):
        regional().update_termination_protection(StackName=name, EnableTerminationProtection=True)


def failures(id: str) -> list[Failure]:
    """The failures of the stack's last operation, with AWS's reasons, in order."""
    return provisioning_failures(id) or validation_failures(StackName=id)


def provisioning_failures(id: str) -> list[Failure]:
    found = []
    with doing(f"Reading the events of {id}"):
        pages = regional().get_paginator("describe_stack_events")
        for event in (row for page in pages.paginate(StackName=id) for row in page["StackEvents"]):
            reason = event.get("ResourceStatusReason", "")
            if event.get("PhysicalResourceId") == event["StackId"] and reason == STARTED:
                break
            if event["ResourceStatus"].endswith("_FAILED") and CANCELLED not in reason:
                found.append(
                    Failure(
                        event["LogicalResourceId"],
                        event["ResourceType"],
                        event["ResourceStatus"],
                        event.get("PhysicalResourceId", ""),
                        reason,
                    )
                )
    return [one for one in found[::-1] if one.kind != "AWS::CloudFormation::Stack"]


def validation_failures(**of: str) -> list[Failure]:
    """Failures that validation found before any change. Takes a ChangeSetName or a StackName.

    AWS names the resources only here. Returns an empty list if there are no failures, or if they
    cannot be read. Then only the reason of the failed operation is known.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
    """
    pages = regional().get_paginator("describe_events")
    try:
        with doing("Reading what validation found"):
            found = [
                event
                for page in pages.paginate(**of, Filters={"FailedEvents": True})
                for event in page["OperationEvents"]
                if event.get("EventType") == "VALIDATION_ERROR"
                if event.get("ValidationFailureMode") != "WARN"
            ]
    except DeliveryError:
        return []
    last = max(found, key=lambda event: event["Timestamp"])["OperationId"] if found else ""
    return [invalid(event) for event in found if event["OperationId"] == last]


def invalid(event: Mapping[str, Any]) -> Failure:
    """The failure of an event. The reason also names the path, if it is below the resource."""
    name, path = event.get("LogicalResourceId", ""), event.get("ValidationPath", "")
    reason = event.get("ValidationStatusReason", "")
    where = "" if path in {"", f"/Resources/{name}"} else f" ({path})"
    return Failure(name, event.get("ResourceType", ""), "VALIDATION_FAILED", "", reason + where)

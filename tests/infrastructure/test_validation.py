"""What CloudFormation's validation finds before anything is changed, in AWS's own shapes.

No emulator plays it for change sets. botocore compares requests and responses with AWS's model.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from delivery.aws import cloudformation
from delivery.aws.cloudformation import ChangeSet
from delivery.stack.change import StackChange
from delivery.tools.errors import DeliveryError
from tests.services.aws import CREDENTIALS, REGION

ARN = f"arn:aws:cloudformation:{REGION}:123456789012:changeSet/delivery-1/1"
REASON = (
    "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To "
    "troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure "
    "information."
)
EXISTS = "Resource of type 'AWS::S3::Bucket' with identifier 'itg-files' already exists."
COMMAND = "build/tools/bin/delivery stack deploy preview-files"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    """CloudFormation, which has refused a change set of the stack preview-files."""
    client = boto3.client(
        "cloudformation",
        region_name=REGION,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    )
    refused = ChangeSet(ARN, "stack", ready=False, failed=True, reason=REASON)
    monkeypatch.setattr(cloudformation, "client", lambda service, **words: client)
    monkeypatch.setattr(cloudformation, "propose", lambda *facts: ARN)
    monkeypatch.setattr(cloudformation, "change_set", lambda id: refused)
    monkeypatch.setattr(cloudformation, "find", lambda name: None)
    with Stubber(client) as stubber:
        yield stubber


def event(name: str, kind: str, reason: str, **more: Any) -> dict[str, Any]:
    return {
        "EventId": "1",
        "OperationId": "1",
        "OperationType": "CREATE_CHANGESET",
        "OperationStatus": "FAILED",
        "EventType": "VALIDATION_ERROR",
        "LogicalResourceId": name,
        "ResourceType": kind,
        "Timestamp": datetime(2026, 11, 29, tzinfo=UTC),
        "ValidationFailureMode": "FAIL",
        "ValidationStatus": "FAILED",
        "ValidationStatusReason": reason,
        "ValidationPath": f"/Resources/{name}",
        **more,
    }


def refusal(aws: Stubber) -> str:
    aws.add_response("delete_change_set", {}, {"ChangeSetName": ARN})
    change = StackChange("preview-files", "", {}, 60, print, lambda name, changes: None)
    with pytest.raises(DeliveryError) as error:
        change.work_out(None, {})
    aws.assert_no_pending_responses()
    return str(error.value)


def found(aws: Stubber, *events: dict[str, Any]) -> None:
    asked = {"ChangeSetName": ARN, "Filters": {"FailedEvents": True}}
    aws.add_response("describe_events", {"OperationEvents": list(events)}, asked)


def test_what_exists_already_is_named_with_the_command_that_takes_another_name(
    aws: Stubber,
) -> None:
    warning = event("Packages", "AWS::S3::Bucket", "not empty", ValidationFailureMode="WARN")
    found(aws, event("Files", "AWS::S3::Bucket", EXISTS), warning)
    assert refusal(aws) == (
        f"CloudFormation refuses preview-files: Files (AWS::S3::Bucket): {EXISTS} "
        f"Nothing was changed. Correct the fault, then run: "
        f"{COMMAND} --parameter PreviewFilesBucket=NAME"
    )


def test_a_property_that_the_template_has_wrong_is_named_with_its_place(aws: Stubber) -> None:
    kind, path = "AWS::S3::BucketPolicy", "/Resources/FilesPolicy/Properties"
    found(aws, event("FilesPolicy", kind, "Required key [Bucket] not found", ValidationPath=path))
    assert refusal(aws) == (
        f"CloudFormation refuses preview-files: FilesPolicy ({kind}): Required key [Bucket] not "
        f"found ({path}) {cloudformation.REFUSED}"
    )


def test_whoever_may_not_ask_is_told_what_aws_said(aws: Stubber) -> None:
    aws.add_client_error("describe_events", "AccessDenied", "no", 403)
    assert (
        refusal(aws) == f"CloudFormation refuses preview-files: {REASON} {cloudformation.REFUSED}"
    )

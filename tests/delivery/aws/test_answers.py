"""Answers of AWS that are rare, in AWS's own shapes: botocore compares them with AWS's models."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.session import get_session
from botocore.stub import Stubber

from delivery.aws import (
    acm,
    amplify,
    cloudformation,
    cloudwatch,
    ecs,
    iam,
    lambda_functions,
    logs,
    rds,
    s3,
)
from delivery.operate.backup import copies
from delivery.operate.production import is_valid_for
from delivery.release import rollout
from delivery.tools import waiting
from delivery.tools.errors import DeliveryError
from tests.services.aws import CREDENTIALS, REGION
from tests.standins.amplify import Amplify, Job

FUNCTION = "itg-backend-pr-8"
NOW = datetime(2026, 12, 1, tzinfo=UTC)
SERVICE = ecs.Service("itg", "backend", "backend")
Stub = Callable[[ModuleType, str], Stubber]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    """Makes a module's clients give the responses that are added, in order. Nobody sleeps."""
    clock = SimpleNamespace(monotonic=time.monotonic, sleep=lambda seconds: None)
    monkeypatch.setattr(waiting, "time", clock)  # other threads keep theirs
    stubbers: list[Stubber] = []
    with ExitStack() as active:

        def stubbed(module: ModuleType, service: str) -> Stubber:
            client = boto3.client(
                service,
                region_name=REGION,
                aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            )
            monkeypatch.setattr(module, "client", lambda name, **words: client)
            stubbers.append(active.enter_context(Stubber(client)))
            return stubbers[-1]

        yield stubbed
        for stubber in stubbers:
            stubber.assert_no_pending_responses()


def certificate(arn: str, domain: str, *others: str) -> dict[str, Any]:
    return {
        "CertificateArn": f"arn:aws:acm:{REGION}:123456789012:certificate/{arn}",
        "DomainName": domain,
        "SubjectAlternativeNameSummaries": [domain, *others],
        "Status": "ISSUED",
        "InUse": True,
        "NotAfter": NOW,
    }


def test_certificates_of_every_key_and_every_domain_are_seen(stub: Stub) -> None:
    aws = stub(acm, "acm")
    rows = [certificate("1", "a.test", "api.a.test"), certificate("2", "b.test", "*.b.test")]
    keys = ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096"]
    keys += ["EC_prime256v1", "EC_secp384r1", "EC_secp521r1"]
    asked = {"Includes": {"keyTypes": keys}}
    aws.add_response("list_certificates", {"CertificateSummaryList": rows}, asked)
    first, second = acm.in_use(REGION)
    assert (is_valid_for(first, "api.a.test"), is_valid_for(first, "api.b.test")) == (True, False)
    assert (is_valid_for(second, "api.b.test"), is_valid_for(second, "b.test")) == (True, True)


def test_objects_that_s3_does_not_delete_are_named(stub: Stub) -> None:
    """The response has the status 200."""
    aws = stub(s3, "s3")
    refused = {"Key": "pr-8/a.png", "Code": "AccessDenied", "Message": "Access Denied"}
    aws.add_response("delete_objects", {"Errors": [refused]})
    with pytest.raises(DeliveryError, match=r"S3 did not delete pr-8/a\.png of files: AccessD"):
        s3.delete("files", ["pr-8/a.png", "pr-8/b.png"])


def test_a_deployment_that_ends_before_it_is_stopped_is_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Amplify() as hosting:
        for name, value in {**hosting.environment_of_clients, "AWS_REGION": REGION}.items():
            monkeypatch.setenv(name, value)
        branch = amplify.Branch(hosting.app_id, "main")
        hosting.branch("main").jobs["1"] = Job("1", "SUCCEED")
        branch.stop(amplify.Job("1", "RUNNING"))  # as the list said a moment before
        assert hosting.branch("main").jobs["1"].status == "SUCCEED"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("TooManyRequestsException", 429),
        ("ResourceNotReadyException", 502),
        ("ResourceConflictException", 409),
        ("ENINotReadyException", 502),
        ("EC2ThrottledException", 502),
    ],
)
def test_a_function_that_is_not_ready_is_invoked_again(stub: Stub, code: str, status: int) -> None:
    """It was idle for weeks."""
    aws = stub(lambda_functions, "lambda")
    model = aws.client.meta.service_model.operation_model("Invoke")
    (error,) = [one for one in model.error_shapes if one.name == code]
    assert error.metadata["error"]["httpStatusCode"] == status
    for _ in range(2):
        aws.add_client_error("invoke", code, "Try again.", status)
    aws.add_response("invoke", {"StatusCode": 200, "Payload": body('{"exit_code": 0}')})
    assert lambda_functions.invoke(FUNCTION, {}, "Deploy it.") == {"exit_code": 0}


def body(text: str) -> Any:
    return SimpleNamespace(read=lambda: text.encode())


def test_a_function_that_failed_to_start_is_not_invoked_again(stub: Stub) -> None:
    aws = stub(lambda_functions, "lambda")
    aws.add_client_error("invoke", "KMSDisabledException", "The key is disabled.", 502)
    with pytest.raises(DeliveryError, match="KMSDisabledException"):
        lambda_functions.invoke(FUNCTION, {}, "Deploy it.")


def test_a_function_that_changes_is_deleted_after_the_change(stub: Stub) -> None:
    aws = stub(lambda_functions, "lambda")
    aws.add_client_error("delete_function", "ResourceConflictException", "In progress.", 409)
    aws.add_response("delete_function", {}, {"FunctionName": FUNCTION})
    lambda_functions.delete(FUNCTION)


def test_a_restored_database_that_failed_is_not_waited_for(stub: Stub) -> None:
    """All statuses with which botocore's own waiter gives up, and what else is final."""
    aws = stub(rds, "rds")
    waiter = get_session().get_waiter_model("rds").get_waiter("DBInstanceAvailable")
    failures = {one.expected for one in waiter.acceptors if one.state == "failure"}
    assert "incompatible-restore" in failures
    assert failures - copies.NEVER == {"deleted"}  # which RDS never says of an instance
    found = {"DBInstanceIdentifier": "itg-db-restored", "DBInstanceStatus": "restore-error"}
    aws.add_response("describe_db_instances", {"DBInstances": [found]})
    with pytest.raises(DeliveryError, match="itg-db-restored is restore-error"):
        copies.wait_until_available("itg-db-restored", 60, print)


def page(lines: list[str], forward: str, backward: str = "b/0") -> dict[str, Any]:
    events = [{"timestamp": 1, "message": line, "ingestionTime": 1} for line in lines]
    return {"events": events, "nextForwardToken": forward, "nextBackwardToken": backward}


def test_an_empty_page_is_not_the_end_of_a_log(stub: Stub) -> None:
    aws = stub(logs, "logs")
    for lines, token in ([], "f/1"), (["first"], "f/2"), ([], "f/3"), (["last"], "f/4"):
        aws.add_response("get_log_events", page(lines, token))
    aws.add_response("get_log_events", page([], "f/4"))
    stream = logs.Stream("/itg/production/backend", "backend/backend/1")
    assert stream.read() == ["first", "last"]
    aws.add_response("get_log_events", page([], "f/4"))
    assert stream.read() == []


def test_an_empty_page_is_not_the_beginning_of_a_log(stub: Stub) -> None:
    aws = stub(logs, "logs")
    asked = {"logGroupName": "group", "logStreamName": "stream"}
    aws.add_response("get_log_events", page([], "f/9", "b/9"), {**asked, "limit": 3})
    aws.add_response(
        "get_log_events", page(["b", "c"], "f/9", "b/8"), {**asked, "limit": 3, "nextToken": "b/9"}
    )
    aws.add_response(
        "get_log_events", page(["a"], "f/9", "b/7"), {**asked, "limit": 1, "nextToken": "b/8"}
    )
    assert logs.last_lines("group", "stream", 3) == ["a", "b", "c"]


def test_every_page_of_a_simulation_is_read(stub: Stub) -> None:
    aws = stub(iam, "iam")
    allowed = {"EvalActionName": "s3:GetObject", "EvalDecision": "allowed"}
    refused = {"EvalActionName": "s3:PutObject", "EvalDecision": "implicitDeny"}
    first = {"EvaluationResults": [allowed], "IsTruncated": True, "Marker": "more"}
    aws.add_response("simulate_principal_policy", first)
    last = {"EvaluationResults": [refused], "IsTruncated": False}
    aws.add_response("simulate_principal_policy", last)
    arn = "arn:aws:iam::123456789012:role/itg-release"
    actions = ["s3:GetObject", "s3:PutObject"]
    assert iam.denied(arn, actions, "arn:aws:s3:::files/*", {}) == ["s3:PutObject"]


@pytest.mark.parametrize("services", [[], [{"status": "INACTIVE", "deployments": []}]])
def test_a_service_that_was_deleted_has_no_rollout(
    stub: Stub, services: list[dict[str, Any]]
) -> None:
    stub(ecs, "ecs").add_response("describe_services", {"services": services})
    with pytest.raises(DeliveryError, match="There is no service backend in the cluster itg"):
        ecs.rollout(SERVICE)


def deployed(id: str, state: str) -> dict[str, Any]:
    deployment = {
        "id": id,
        "status": "PRIMARY",
        "taskDefinition": "itg-backend:7",
        "rolloutState": state,
    }
    return {"services": [{"status": "ACTIVE", "deployments": [deployment]}]}


def test_tasks_that_start_again_are_waited_for_although_the_revision_is_the_same(
    stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ECS may still describe the deployment before. If it goes back, that is another one."""
    aws = stub(ecs, "ecs")
    aws.add_response("update_service", {"service": deployed("new", "IN_PROGRESS")["services"][0]})
    begun = ecs.update(SERVICE, "itg-backend:7", anew=True)
    looks = [("old", "COMPLETED"), ("new", "IN_PROGRESS"), ("new", "COMPLETED")]
    for look in looks:
        aws.add_response("describe_services", deployed(*look))
    rollout.wait_until_steady("itg-backend:7", 60, print, begun)
    aws.assert_no_pending_responses()
    for look in (("new", "IN_PROGRESS"), ("back", "COMPLETED")):
        aws.add_response("describe_services", deployed(*look))
    monkeypatch.setattr(rollout, "last_words", lambda arn: "")
    with pytest.raises(DeliveryError, match="ECS rolled back to itg-backend:7"):
        rollout.wait_until_steady("itg-backend:7", 60, print, begun)


def test_an_alarm_rings_since_it_began_to_ring(stub: Stub) -> None:
    """Not since its reason changed last."""
    began = NOW - timedelta(hours=2)
    alarm = {
        "AlarmName": "itg-a",
        "StateUpdatedTimestamp": NOW,
        "StateTransitionedTimestamp": began,
    }
    rows = [alarm, {"AlarmName": "itg-b", "StateUpdatedTimestamp": NOW}]
    stub(cloudwatch, "cloudwatch").add_response("describe_alarms", {"MetricAlarms": rows})
    found = {one.name: one.since for one in cloudwatch.ringing("itg-", REGION)}
    assert found == {"itg-a": began, "itg-b": NOW}


def change_set(name: str, age: timedelta) -> dict[str, Any]:
    return {
        "StackName": "itg-data",
        "ChangeSetName": name,
        "ChangeSetId": name,
        "CreationTime": datetime.now(UTC) - age,  # this test may begin long after its module
    }


def test_only_our_change_sets_that_were_left_long_ago_are_discarded(stub: Stub) -> None:
    """One that is executed meanwhile is no error."""
    aws = stub(cloudformation, "cloudformation")
    rows = [
        change_set("delivery-new", timedelta(minutes=50)),
        change_set("delivery-old", timedelta(minutes=70)),
        change_set("delivery-older", timedelta(days=7)),
        change_set("somebody-elses", timedelta(days=7)),
    ]
    aws.add_response("list_change_sets", {"Summaries": rows}, {"StackName": "itg-data"})
    aws.add_client_error("delete_change_set", "InvalidChangeSetStatus", "EXECUTE_IN_PROGRESS")
    aws.add_response("delete_change_set", {}, {"ChangeSetName": "delivery-older"})
    cloudformation.discard_left("itg-data")

"""What IAM asks about a call, and that a call is read from its request as its service reads it."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError
from urllib3 import HTTPResponse

from tests.services.aws import REGION
from tests.services.iam import ACCOUNT, Call
from tests.standins import aws_calls
from tests.standins.aws_calls import AwsCall
from tests.standins.gate import App, Gate
from tests.standins.needs import needs, reference

ROLE = f"arn:aws:iam::{ACCOUNT}:role/itg/previews/itg-backend-pr-1"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:itg-backend-pr-1"
GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/lambda/itg-backend-pr-1"
CLUSTER = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/itg"
NETWORK = {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}


class Facts:
    """What an account knows of the things below."""

    def role_arn(self, name: str) -> str:
        return ROLE

    def boundary_of(self, role: str) -> str:
        return "the boundary"

    def secret_arn(self, name: str) -> str:
        return f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-AbCdEf"

    def networks_of(self, subnets: Sequence[str]) -> list[str]:
        return ["vpc-1"] if subnets else []

    def roles_of(self, task_definition: str) -> list[str]:
        return ["arn:aws:iam::123456789012:role/task"]


def environ_of(request: AWSPreparedRequest) -> tuple[dict[str, Any], bytes]:
    address, given = urlsplit(request.url), request.body or b""
    body = given.encode() if isinstance(given, str) else given
    assert isinstance(body, bytes | bytearray)
    environ = {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote(address.path),
        "RAW_URI": f"{address.path}?{address.query}",
        "QUERY_STRING": address.query,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": address.netloc,
        "SERVER_NAME": "aws",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }
    for name, value in request.headers.items():
        text = value.decode() if isinstance(value, bytes) else value
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = text
    return environ, bytes(body)


def client_of(service: str) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url="http://aws",
        aws_access_key_id="AKIA",
        aws_secret_access_key="none",
        config=Config(retries={"total_max_attempts": 1}),
    )


def asked(service: str, operation: str, **parameters: Any) -> AwsCall:
    """The call as it is read from boto3's own request, which is not sent."""
    client = client_of(service)
    found: list[AwsCall] = []

    def read(request: AWSPreparedRequest, **event: Any) -> AWSResponse:
        environ, body = environ_of(request)
        key, signed_for = aws_calls.signed_by(environ) or ("", "")
        found.append(aws_calls.read(environ, key, signed_for, body))
        raise InterruptedError

    client.meta.events.register("before-send", read)
    with pytest.raises(InterruptedError):
        getattr(client, operation)(**parameters)
    return found[0]


CALLS: list[tuple[str, str, dict[str, Any], list[str]]] = [
    (
        *("lambda", "create_function"),
        {
            "FunctionName": "itg-backend-pr-1",
            "Role": ROLE,
            "Code": {"S3Bucket": "packages", "S3Key": "pr-1/a.zip"},
            "VpcConfig": NETWORK,
            "Tags": {"itg:preview": "pr-1"},
        },
        [
            f"lambda:CreateFunction on {FUNCTION} ",
            f"lambda:TagResource on {FUNCTION} ",
            f"iam:PassRole on {ROLE} {{'iam:PassedToService': 'lambda.amazonaws.com'}}",
            "ec2:DescribeSecurityGroups on *",
            "ec2:DescribeSubnets on *",
            "ec2:DescribeVpcs on *",
            "s3:GetObject on arn:aws:s3:::packages/pr-1/a.zip",
        ],
    ),
    (
        *("lambda", "delete_function", {"FunctionName": "itg-backend-pr-1", "Qualifier": "7"}),
        [f"lambda:DeleteFunction on {FUNCTION}:7"],
    ),
    (
        *("lambda", "list_tags", {"Resource": FUNCTION}),
        [f"lambda:ListTags on {FUNCTION}"],
    ),
    (
        *("logs", "put_retention_policy"),
        {"logGroupName": "/aws/lambda/itg-backend-pr-1", "retentionInDays": 7},
        [f"logs:PutRetentionPolicy on {GROUP}:log-stream:"],
    ),
    (
        *("logs", "create_log_group"),
        {"logGroupName": "/aws/lambda/itg-backend-pr-1", "tags": {"a": "b"}},
        [f"logs:CreateLogGroup on {GROUP}:log-stream: ", f"logs:TagResource on {GROUP} "],
    ),
    (
        *("s3", "delete_objects"),
        {"Bucket": "files", "Delete": {"Objects": [{"Key": "pr-1/a"}, {"Key": "pr-1/b"}]}},
        [f"s3:DeleteObject on arn:aws:s3:::files/pr-1/{name}" for name in "ab"],
    ),
    (
        *("s3", "list_objects_v2", {"Bucket": "files", "Prefix": "pr-1/"}),
        ["s3:ListBucket on arn:aws:s3:::files {'s3:prefix': 'pr-1/'}"],
    ),
    (
        *("iam", "put_role_policy"),
        {"RoleName": "itg-backend-pr-1", "PolicyName": "own", "PolicyDocument": "{}"},
        [f"iam:PutRolePolicy on {ROLE} {{'iam:PermissionsBoundary': 'the boundary'}}"],
    ),
    (
        *("ecs", "run_task", {"cluster": "itg", "taskDefinition": "itg-backend:7"}),
        [
            f"ecs:RunTask on arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/itg-backend:7 ",
            "iam:PassRole on arn:aws:iam::123456789012:role/task ",
        ],
    ),
    (
        *("ecs", "list_tasks", {"cluster": CLUSTER}),
        [f"ecs:ListTasks on arn:aws:ecs:{REGION}:{ACCOUNT}:container-instance/itg/* "],
    ),
    ("sts", "get_caller_identity", {}, []),
]


@pytest.mark.parametrize(("service", "operation", "parameters", "wanted"), CALLS)
def test_a_call_asks_for(
    service: str, operation: str, parameters: dict[str, Any], wanted: list[str]
) -> None:
    found = [str(one) for one in needs(asked(service, operation, **parameters), Facts())]
    assert len(found) == len(wanted), found
    for one, beginning in zip(found, wanted, strict=True):
        assert f"{one} ".startswith(beginning), one


def test_a_call_about_nothing_is_not_judged_without_a_word() -> None:
    call = AwsCall("AKIA", "s3", "PutObject", {"Bucket": "files"})
    with pytest.raises(LookupError, match="s3:PutObject names no ObjectName"):
        needs(call, Facts())


class Roles(Facts):
    """Everybody is ``itg-operators`` and may do everything but ``forbidden``."""

    def __init__(self, *forbidden: str) -> None:
        self.forbidden = forbidden

    def role_of(self, key: str) -> str:
        return "itg-operators"

    def refused(self, role: str, calls: Sequence[Call]) -> list[str]:
        return [str(one) for one in calls if str(one) in self.forbidden]


def through_gate(app: App, facts: Any, service: str) -> Any:
    """A client of boto3 whose requests go to a gate in this process."""
    gate, client = Gate(app, facts, ""), client_of(service)

    def respond(request: AWSPreparedRequest, **event: Any) -> AWSResponse:
        environ, body = environ_of(request)
        started: list[Any] = []
        words = gate({**environ, "wsgi.input": BytesIO(body)}, lambda *told: started.extend(told))
        raw = HTTPResponse(body=BytesIO(b"".join(words)), preload_content=False)
        headers: Any = dict(started[1])
        return AWSResponse(request.url, int(started[0].split()[0]), headers, raw)

    client.meta.events.register("before-send", respond)
    return client


def no_service(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    raise AssertionError("The call was passed on.")


def empty_bucket(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("404 Not Found", [("Content-Type", "application/xml")])
    return [b"<Error><Code>NoSuchKey</Code><Message>None</Message></Error>"]


LISTING = "s3:ListBucket on arn:aws:s3:::files {'s3:prefix': 'pr-1/lease.json'}"


@pytest.mark.parametrize("operation", ["get_object", "head_object"])
@pytest.mark.parametrize(("forbidden", "status"), [([], 404), ([LISTING], 403)])
def test_only_who_may_list_a_bucket_is_told_that_an_object_is_missing(
    operation: str, forbidden: list[str], status: int
) -> None:
    client = through_gate(empty_bucket, Roles(*forbidden), "s3")
    with pytest.raises(ClientError) as caught:
        getattr(client, operation)(Bucket="files", Key="pr-1/lease.json")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("sns", "get_topic_attributes", {"TopicArn": "arn:aws:sns:us-west-2:123456789012:a"}),
        ("events", "describe_rule", {"Name": "a"}),
    ],
)
def test_a_call_of_which_the_tests_do_not_know_what_iam_asks_says_what_to_add(
    service: str, operation: str, parameters: dict[str, Any]
) -> None:
    """In XML and in JSON, as boto3 expects it."""
    client = through_gate(no_service, Roles(), service)
    with pytest.raises(ClientError, match=r"is missing\. Add it to FILLED, KINDS or ACTIONS"):
        getattr(client, operation)(**parameters)


def test_a_service_that_iam_spells_differently_is_named() -> None:
    with pytest.raises(LookupError, match="the service service-quotas, as IAM calls it"):
        reference("actions", "service-quotas")

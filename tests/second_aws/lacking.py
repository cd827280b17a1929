"""What ministack lacks of what delivery uses, or plays in another way than AWS documents it.

Types are stubbed, and each operation says what is used in its place. A test fails when an entry is
not true any more: take it off the list, and test delivery on ministack there too.

One difference has no entry: a change set says ``Conditional`` of each property for which ministack
has no rule, as of the task definition of a service, which AWS changes without interruption.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import httpx
from botocore.exceptions import ClientError

from tests.services.aws import AwsServer
from tests.services.ministack import ACCOUNT
from tests.services.server import READY_WITHIN
from tests.standins import light_function

# A type of CloudFormation, and the attributes that the templates read of it. ministack refuses a
# stack with a type that it does not know, so each is stubbed: it is nothing but an id.
TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "AWS::Amplify::App": ("AppId", "DefaultDomain"),  # it has no Amplify at all
    # It has addresses, NAT gateways, budgets and OpenID providers, but not as types of a stack.
    "AWS::Budgets::Budget": (),
    "AWS::EC2::EIP": ("AllocationId",),
    "AWS::EC2::NatGateway": (),
    "AWS::IAM::OIDCProvider": (),
    "AWS::Logs::QueryDefinition": (),
    "AWS::Route53::HealthCheck": (),
    # It has no application autoscaling.
    "AWS::ApplicationAutoScaling::ScalableTarget": (),
    "AWS::ApplicationAutoScaling::ScalingPolicy": (),
}
MISNAMED: Final = """
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Nothing}}
"""
INVALID: Final = """
Resources:
  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: lacking}}
"""


def refused(call: Callable[..., Any], **words: Any) -> bool:
    try:
        call(**words)
    except ClientError:
        return True
    return False


def has_no_amplify(aws: AwsServer) -> bool:
    """``tests.standins.amplify`` is used."""
    services = httpx.get(f"{aws.url}/_ministack/health", timeout=READY_WITHIN).json()["services"]
    assert "s3" in services
    return "amplify" not in services


def runs_no_task(aws: AwsServer) -> bool:
    """Its image is in no registry, and the task is RUNNING nevertheless.

    Releases and operators' commands stay on ``tests.standins.ecs``, where tasks run.
    """
    ecs = aws.client("ecs")
    ecs.create_cluster(clusterName="lacking")
    container = {"name": "one", "image": "in-no-registry", "memory": 512}
    ecs.register_task_definition(family="lacking", containerDefinitions=[container])
    (task,) = ecs.run_task(cluster="lacking", taskDefinition="lacking")["tasks"]
    (found,) = ecs.describe_tasks(cluster="lacking", tasks=[task["taskArn"]])["tasks"]
    return bool(found["lastStatus"] == "RUNNING")


def asks_no_permission_at_a_url(aws: AwsServer) -> bool:
    """AWS returns 403 at a URL without the two permissions, as ``tests.standins.lambda_service``.

    https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
    """
    functions = aws.client("lambda")
    functions.create_function(
        FunctionName="lacking",
        Role=f"arn:aws:iam::{ACCOUNT}:role/lacking",
        Runtime="python3.11",
        Handler="function.handler.handler",
        Code={"ZipFile": light_function.package()},
        Environment={"Variables": dict.fromkeys(("FRONTEND_URL", "API_BASE_URL"), "")},
    )
    url = functions.create_function_url_config(FunctionName="lacking", AuthType="NONE")
    host = httpx.URL(url["FunctionUrl"]).host
    status = httpx.get(aws.url, headers={"Host": host}, timeout=READY_WITHIN).status_code
    functions.delete_function(FunctionName="lacking")
    return status == 200


def deletes_what_is_protected(aws: AwsServer) -> bool:
    """``tests.standins.cloudformation`` keeps a load balancer that is protected, as AWS does.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html
    """
    elb = aws.client("elbv2")
    made = elb.create_load_balancer(Name="lacking", Subnets=["subnet-1", "subnet-2"])
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    protected = [{"Key": "deletion_protection.enabled", "Value": "true"}]
    elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=protected)
    return not refused(elb.delete_load_balancer, LoadBalancerArn=arn)


def takes_a_template_that_names_nothing(aws: AwsServer) -> bool:
    """AWS refuses a name that the template does not have; so does ``tests.standins``."""
    return not change_set_fails(aws, "misnamed", MISNAMED)


def validates_no_change_set(aws: AwsServer) -> bool:
    """It validates when it carries a change set out; tests/infrastructure/test_validation.py.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
    """
    aws.make_bucket("lacking")
    return not change_set_fails(aws, "invalid", INVALID)


def change_set_fails(aws: AwsServer, name: str, template: str) -> bool:
    stacks = aws.client("cloudformation")
    words = {"StackName": name, "ChangeSetName": name}
    made = {**words, "ChangeSetType": "CREATE", "TemplateBody": template}
    if refused(stacks.create_change_set, **made):
        return True
    while (status := stacks.describe_change_set(**words)["Status"]).endswith("_IN_PROGRESS"):
        pass
    stacks.delete_stack(StackName=name)
    return bool(status == "FAILED")


OPERATIONS: Final[tuple[Callable[[AwsServer], bool], ...]] = (
    has_no_amplify,
    runs_no_task,
    asks_no_permission_at_a_url,
    deletes_what_is_protected,
    takes_a_template_that_names_nothing,
    validates_no_change_set,
)

"""What ministack lacks of what delivery uses. A test fails when an entry is not needed any more.

These differences from AWS's documentation are none of delivery's business:

- A change set says ``Conditional`` of every changed property for which ministack has no rule. AWS
  changes the task definition of an ECS service without interruption.
  https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-service.html
- ``RunTask`` starts nothing, and its task stays RUNNING. So releases and operators' commands are
  tested on ``tests.standins``.
"""

from collections.abc import Mapping
from typing import Final

# A type of CloudFormation, and the attributes that the templates read of it. ministack refuses a
# stack with a type that it does not know, so each is stubbed: it is nothing but an id.
TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "AWS::Amplify::App": ("AppId", "DefaultDomain"),  # it has no Amplify at all
    # It has addresses, NAT gateways, budgets and OpenID providers, but not as types of a stack.
    "AWS::Budgets::Budget": (),
    "AWS::EC2::EIP": ("AllocationId",),
    "AWS::EC2::NatGateway": (),
    "AWS::IAM::OIDCProvider": (),
    # It has no application autoscaling.
    "AWS::ApplicationAutoScaling::ScalableTarget": (),
    "AWS::ApplicationAutoScaling::ScalingPolicy": (),
}

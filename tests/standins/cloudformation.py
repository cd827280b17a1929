"""`python -m tests.standins.cloudformation PORT`: moto's CloudFormation, with some things mended.

A stack that fails ends as AWS's does, with the reason in its events; a template that names what it
has not is refused; a stack made by a change set has outputs; a stack can be protected; and a type
that moto lacks has an id at least, where moto skips it without a word.
"""

import sys
from contextlib import ExitStack
from typing import Any, Final
from unittest.mock import patch

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import CloudFormationBackend, Event, Stack
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult
from moto.rds.models import DBParameterGroup
from moto.server import main

from tests.services.server import HOST

LACKING: Final = (
    "AWS::Amplify::App",
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::Budgets::Budget",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CloudWatch::Alarm",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::SubnetGroup",
    "AWS::IAM::OIDCProvider",
    "AWS::S3::BucketPolicy",
    "AWS::SecretsManager::Secret",
)
UNPLAYED: Final = "unplayed-"


class Failed(Exception):
    def __init__(self, name: str, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.name, self.kind, self.reason = name, kind, reason


def unplayed(kind: str) -> type[CloudFormationModel]:
    """A model of a type of which nothing is played but an id, and attributes made of it."""

    def create(cls: Any, name: str, *facts: Any, **more: Any) -> Any:
        made = cls()
        made.id = f"{UNPLAYED}{more.get('LogicalId') or name}"
        return made

    body: dict[str, Any] = {
        "cloudformation_name_type": staticmethod(lambda: ""),
        "cloudformation_type": staticmethod(lambda: kind),
        "create_from_cloudformation_json": classmethod(create),
        "update_from_cloudformation_json": classmethod(
            lambda cls, original_resource, *facts, **more: original_resource
        ),
        "delete_from_cloudformation_json": classmethod(lambda cls, *facts: None),
        "has_cfn_attr": classmethod(lambda cls, attribute: True),
        "get_cfn_attribute": lambda self, attribute: f"{self.id}-{attribute}",
        "physical_resource_id": property(lambda self: self.id),
        "is_created": lambda self: True,
    }
    return type(kind.replace(":", ""), (CloudFormationModel,), body)


def execute_change_set(
    backend: CloudFormationBackend, change_set_name: str, stack_name: str | None = None
) -> None:
    change_set = backend.describe_change_set(change_set_name)
    assert change_set is not None
    stack, kind = change_set.stack, change_set.change_set_type
    stack._add_stack_event(f"{kind}_IN_PROGRESS", resource_status_reason="User Initiated")
    try:
        change_set.apply()
    except Failed as failure:
        roll_back(stack, kind, failure)
        return
    stack.template, stack.parameters = change_set.template, change_set.parameters
    stack._parse_template()
    stack.output_map = stack._create_output_map()
    stack.status = f"{kind}_COMPLETE"
    stack._add_stack_event(stack.status)


def roll_back(stack: Stack, kind: str, failure: Failed) -> None:
    stack.events.append(
        Event(
            *(stack.stack_id, stack.name, failure.name, "", failure.kind),
            resource_status=f"{kind}_FAILED",
            resource_status_reason=failure.reason,
            resource_properties=None,
        )
    )
    stack.status = "ROLLBACK_COMPLETE" if kind == "CREATE" else "UPDATE_ROLLBACK_COMPLETE"
    stack._add_stack_event(stack.status)


create_change_set = CloudFormationBackend.create_change_set


def create_or_refuse(backend: CloudFormationBackend, template: str, **more: Any) -> tuple[str, str]:
    """As AWS does where a template names what it has not."""
    document = Stack.parse_template(template)
    known = {*document["Resources"], *document.get("Parameters", {})}
    named = parsing.get_references_from_template(document)
    if unknown := [one for one in named if one not in known and not one.startswith("AWS::")]:
        raise ValidationError(
            message="Template format error: Unresolved resource dependencies "
            f"[{', '.join(unknown)}] in the Resources block of the template"
        )
    return create_change_set(backend, template=template, **more)


def protect(response: CloudFormationResponse) -> ActionResult:
    stack = response.cloudformation_backend.get_stack(response._get_param("StackName"))
    stack.enable_termination_protection = response._get_bool_param("EnableTerminationProtection")
    return ActionResult({"StackId": stack.stack_id})


create_resource = parsing.parse_and_create_resource


def create_or_fail(name: str, resource: dict[str, Any], *facts: Any, **more: Any) -> Any:
    try:
        return create_resource(name, resource, *facts, **more)
    except Failed:
        raise
    except Exception as error:
        said = getattr(error, "description", "") or str(error)
        raise Failed(name, resource["Type"], said) from error


MENDED: Final[dict[tuple[Any, str], Any]] = {
    (CloudFormationBackend, "execute_change_set"): execute_change_set,
    (CloudFormationBackend, "create_change_set"): create_or_refuse,
    (CloudFormationResponse, "update_termination_protection"): protect,
    # An error in moto, a failed change set in AWS, as moto's backend has it by itself.
    (CloudFormationResponse, "_validate_different_update"): lambda *facts: None,
    (DBParameterGroup, "physical_resource_id"): property(lambda group: group.name),
    (parsing, "parse_and_create_resource"): create_or_fail,
}

if __name__ == "__main__":
    models = [unplayed(kind) for kind in LACKING]
    with ExitStack() as mended:
        for (thing, name), better in MENDED.items():
            mended.enter_context(patch.object(thing, name, better, create=True))
        main(["-H", HOST, "-p", sys.argv[1]])

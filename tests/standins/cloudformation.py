"""`python -m tests.standins.cloudformation PORT`: moto's CloudFormation, with some things mended.

A stack that fails ends as AWS's does, with the reason in its events. One with a host of TAKEN
fails, what is protected is not deleted, and what is "stuck" cannot be put back. A template that
names what it does not have is refused; a stack made by a change set has outputs; a stack can be
protected; and a type that moto lacks has an id at least, where moto skips it without a word.
"""

import sys
from collections.abc import Callable
from typing import Any, Final

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import CloudFormationError, ValidationError
from moto.cloudformation.models import CloudFormationBackend, Event, Stack
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.common_models import CloudFormationModel
from moto.core.responses import ActionResult
from moto.elbv2.models import FakeLoadBalancer, FakeTargetGroup, elbv2_backends
from moto.rds.models import DBInstance, DBParameterGroup
from moto.server import main

from tests.services.server import HOST

LACKING: Final = (
    "AWS::Amplify::App",
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::Budgets::Budget",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::Function",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::OriginRequestPolicy",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CloudWatch::Alarm",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::SubnetGroup",
    "AWS::IAM::OIDCProvider",
    "AWS::Logs::QueryDefinition",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SecretsManager::Secret",
)
STUCK: Final = "stuck"
TAKEN: Final = ("taken.innovatetogrow.test", f"{STUCK}.innovatetogrow.test")
KEPT: Final = "Resource {} cannot be deleted, because deletion protection is enabled"
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
        "get_cfn_attribute": lambda self, attribute: attribute_of(self.id, attribute),
        "physical_resource_id": property(lambda self: self.id),
        "is_created": lambda self: True,
    }
    return type(kind.replace(":", ""), (CloudFormationModel,), body)


def attribute_of(id: str, attribute: str) -> str:
    """Made of both names. AWS gives domains in lower case, as browsers send them."""
    value = f"{id}-{attribute}"
    return value.lower() if "Domain" in attribute else value


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
    forget_change_sets(backend, stack)


def forget_change_sets(backend: CloudFormationBackend, stack: Stack) -> None:
    """As AWS does with all of a stack that is changed or deleted."""
    for id in [id for id, one in backend.change_sets.items() if one.stack is stack]:
        del backend.change_sets[id]


def roll_back(stack: Stack, kind: str, failure: Failed) -> None:
    note(stack, failure.name, failure.kind, f"{kind}_FAILED", failure.reason)
    if kind == "CREATE":
        stack.status = "ROLLBACK_FAILED" if note_protected(stack) else "ROLLBACK_COMPLETE"
    elif STUCK in failure.reason:
        note(stack, failure.name, failure.kind, "UPDATE_FAILED", failure.reason)
        stack.status = "UPDATE_ROLLBACK_FAILED"
    else:
        stack.status = "UPDATE_ROLLBACK_COMPLETE"
    stack._add_stack_event(stack.status)


def note(stack: Stack, name: str, kind: str, status: str, reason: str, id: str = "") -> None:
    stack.events.append(
        Event(
            *(stack.stack_id, stack.name, name, id, kind),
            resource_status=status,
            resource_status_reason=reason,
            resource_properties=None,
        )
    )


def note_protected(stack: Stack) -> bool:
    """Whether anything of the stack cannot be deleted, each of which is in its events then."""
    found = [
        (name, resource)
        for name, resource in stack.resource_map._parsed_resources.items()
        if is_protected(resource)
    ]
    for name, resource in found:
        id = resource.physical_resource_id
        note(stack, name, resource.cf_resource_type, "DELETE_FAILED", KEPT.format(id), id)
    return bool(found)


delete_stack = CloudFormationBackend.delete_stack


def delete_or_fail(backend: CloudFormationBackend, name: str) -> None:
    stack = next((one for one in backend.stacks.values() if name in {one.name, one.stack_id}), None)
    if stack is not None:
        stack._add_stack_event("DELETE_IN_PROGRESS", resource_status_reason="User Initiated")
        if note_protected(stack):
            stack.status = "DELETE_FAILED"
            stack._add_stack_event(stack.status)
            return
        forget_change_sets(backend, stack)
    delete_stack(backend, name)


create_change_set = CloudFormationBackend.create_change_set


def create_or_refuse(backend: CloudFormationBackend, template: str, **more: Any) -> tuple[str, str]:
    """As AWS does where a template names what it has not, or its stack is stuck."""
    stack = next((one for one in backend.stacks.values() if one.name == more["stack_name"]), None)
    if stack and stack.status in {"UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"}:
        raise ValidationError(
            message=f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated."
        )
    document = Stack.parse_template(template)
    known = {*document["Resources"], *document.get("Parameters", {})}
    named = parsing.get_references_from_template(document)
    if unknown := [one for one in named if one not in known and not one.startswith("AWS::")]:
        raise ValidationError(
            message="Template format error: Unresolved resource dependencies "
            f"[{', '.join(unknown)}] in the Resources block of the template"
        )
    return create_change_set(backend, template=template, **more)


delete_change_set = CloudFormationBackend.delete_change_set


class ChangeSetNotFound(CloudFormationError):
    code = "ChangeSetNotFound"


def delete_change_set_or_refuse(backend: CloudFormationBackend, change_set_name: str) -> None:
    if change_set_name not in backend.change_sets:
        raise ChangeSetNotFound(f"ChangeSet [{change_set_name}] does not exist")
    delete_change_set(backend, change_set_name)


def once(operation: str, parameter: str) -> Callable[[Any], Any]:
    """The operation, which is carried out once for each token: its response may be lost."""
    carry_out: Any = getattr(CloudFormationResponse, operation)
    known: dict[str, Any] = {}

    def respond(response: CloudFormationResponse) -> Any:
        token = response._get_param(parameter)
        if token is None or token not in known:
            known[token] = carry_out(response)
        return known[token]

    return respond


def protect(response: CloudFormationResponse) -> ActionResult:
    stack = response.cloudformation_backend.get_stack(response._get_param("StackName"))
    stack.enable_termination_protection = response._get_bool_param("EnableTerminationProtection")
    return ActionResult({"StackId": stack.stack_id})


create_resource = parsing.parse_and_create_resource


def create_or_fail(name: str, resource: dict[str, Any], *facts: Any, **more: Any) -> Any:
    try:
        refuse_taken(resource, facts[0])
        made = create_resource(name, resource, *facts, **more)
        set_protection(made, resource, facts[0])
        return made
    except Failed:
        raise
    except Exception as error:
        said = getattr(error, "description", "") or str(error)
        raise Failed(name, resource["Type"], said) from error


update_resource = parsing.parse_and_update_resource


def update_or_fail(name: str, resource: dict[str, Any], *facts: Any, **more: Any) -> Any:
    """What moto cannot update stays as it is, but for its protection."""
    before = facts[0]._parsed_resources.get(name)
    try:
        refuse_taken(resource, facts[0])
    except Exception as error:
        raise Failed(name, resource["Type"], str(error)) from error
    made = update_resource(name, resource, *facts, **more) or before
    set_protection(made, resource, facts[0])
    return made


def refuse_taken(resource: dict[str, Any], known: Any) -> None:
    """A distribution with a host that another account's distribution has."""
    if resource["Type"] == "AWS::CloudFront::Distribution":
        config = parsing.clean_json(resource["Properties"]["DistributionConfig"], known)
        if taken := [one for one in config.get("Aliases", []) if one in TAKEN]:
            raise ValueError(f"CNAMEAlreadyExists: {taken[0]} is another resource's")


def set_protection(made: Any, resource: dict[str, Any], known: Any) -> None:
    properties = resource.get("Properties", {})
    if isinstance(made, FakeLoadBalancer):
        attributes = parsing.clean_json(properties.get("LoadBalancerAttributes", []), known)
        made.attrs |= {one["Key"]: one["Value"] for one in attributes}
    if isinstance(made, DBInstance):
        wanted = parsing.clean_json(properties.get("DeletionProtection", False), known)
        made.deletion_protection = str(wanted).lower() == "true"


def is_protected(made: Any) -> bool:
    if isinstance(made, FakeLoadBalancer):
        return bool(made.attrs["deletion_protection.enabled"] == "true")
    return isinstance(made, DBInstance) and bool(made.deletion_protection)


MENDED: Final[dict[tuple[Any, str], Any]] = {
    (CloudFormationBackend, "execute_change_set"): execute_change_set,
    (CloudFormationBackend, "create_change_set"): create_or_refuse,
    (CloudFormationBackend, "delete_stack"): delete_or_fail,
    (CloudFormationBackend, "delete_change_set"): delete_change_set_or_refuse,
    (CloudFormationResponse, "update_termination_protection"): protect,
    (CloudFormationResponse, "create_change_set"): once("create_change_set", "ClientToken"),
    (CloudFormationResponse, "execute_change_set"): once(
        "execute_change_set", "ClientRequestToken"
    ),
    (CloudFormationResponse, "delete_stack"): once("delete_stack", "ClientRequestToken"),
    # An error in moto, a failed change set in AWS, as moto's backend has it by itself.
    (CloudFormationResponse, "_validate_different_update"): lambda *facts: None,
    (FakeTargetGroup, "delete"): lambda group, account, region: elbv2_backends[account][
        region
    ].target_groups.pop(group.arn, None),
    (DBParameterGroup, "physical_resource_id"): property(lambda group: group.name),
    (parsing, "parse_and_create_resource"): create_or_fail,
    (parsing, "parse_and_update_resource"): update_or_fail,
}


def install() -> None:
    """Mend every CloudFormation of this process."""
    for kind in LACKING:
        MODELS.append(unplayed(kind))
    for (thing, name), better in MENDED.items():
        setattr(thing, name, better)


MODELS: Final[list[type[CloudFormationModel]]] = []  # moto finds a model while it is referred to

if __name__ == "__main__":
    install()
    main(["-H", HOST, "-p", sys.argv[1]])

"""Every stack made by the real command on ministack, again, and once more after a release."""

import json

import psutil
import pytest

from delivery.stack import sequence
from delivery.tools.stages import PRODUCTION
from tests.infrastructure.account import template
from tests.second_aws.account import SecondAws
from tests.second_aws.lacking import TYPES
from tests.services.ministack import STUB

NOTHING_CHANGED = [f"Stack {name}: nothing changed" for name in sequence.NAMES]
RESOURCES = {
    (stack, name): resource["Type"]
    for stack in sequence.NAMES
    for name, resource in template(stack)["Resources"].items()
    if resource.get("Condition", "none")
    in {"none", "OwnProvider", "WithAssets", "WithCertificate", "WithEdge"}
}


def test_every_resource_is_there_and_stubs_are_needed(deployed: SecondAws) -> None:
    """Of TYPES there is a stub, unless ministack provides the type by now."""
    ids = {
        (stack, name): row["PhysicalResourceId"]
        for stack in sequence.NAMES
        for name, row in deployed.resources(stack).items()
    }
    assert ids.keys() == RESOURCES.keys()
    assert all(ids.values()), ids
    stubbed = {RESOURCES[key] for key, id in ids.items() if id.startswith(STUB)}
    assert stubbed == set(TYPES)


def test_a_second_deploy_changes_nothing(deployed: SecondAws, decisions: dict[str, str]) -> None:
    ended = deployed.deliver("stack", "deploy", **decisions)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.splitlines() == NOTHING_CHANGED


@pytest.fixture
def released(deployed: SecondAws) -> str:
    """ARN of the task definition that the service runs since a release."""
    ecs = deployed.client("ecs")
    container = {"name": PRODUCTION.container, "image": "itg-backend", "memory": 512}
    made = ecs.register_task_definition(family="itg-backend", containerDefinitions=[container])
    arn = str(made["taskDefinition"]["taskDefinitionArn"])
    ecs.update_service(cluster=PRODUCTION.cluster, service=PRODUCTION.service, taskDefinition=arn)
    return arn


def running(account: SecondAws) -> str:
    """ARN of the task definition that the service runs."""
    found = account.client("ecs").describe_services(
        cluster=PRODUCTION.cluster, services=[PRODUCTION.service]
    )
    return str(found["services"][0]["taskDefinition"])


def test_a_deploy_after_a_release_keeps_the_release(
    deployed: SecondAws, decisions: dict[str, str], released: str
) -> None:
    unchanged = deployed.deliver("stack", "deploy", **decisions)
    assert unchanged.stderr.splitlines() == NOTHING_CHANGED
    assert running(deployed) == released
    more = deployed.deliver("stack", "deploy", "service", "--yes", "--parameter", "MinimumTasks=3")
    assert more.returncode == 0, more.stderr
    assert running(deployed) == released
    listed = json.loads(deployed.deliver("stack", "list", "--json").stdout)
    assert listed["service"]["status"] == "UPDATE_COMPLETE"


def test_data_is_protected_against_deletion(deployed: SecondAws) -> None:
    found = deployed.client("cloudformation").describe_stacks()["Stacks"]
    protected = {one["StackName"] for one in found if one.get("EnableTerminationProtection")}
    assert protected == {"itg-data", "itg-assets", "itg-service"}


def test_the_emulator_listens_on_loopback_only(second_aws: SecondAws) -> None:
    listening = {
        (*one.laddr, one.pid) for one in psutil.net_connections("inet") if one.status == "LISTEN"
    }
    (server,) = {pid for _, port, pid in listening if port == second_aws.port}
    found = {(host, port) for host, port, pid in listening if pid == server}
    assert found == {(second_aws.host, second_aws.port)}


def test_a_bucket_that_somebody_has_is_named_with_the_command_that_takes_another_name(
    deployed: SecondAws,
) -> None:
    """ministack finds it as it carries the change out, where only DescribeEvents names it."""
    deployed.make_bucket("taken")
    words = ("stack", "deploy", "preview-files")
    ended = deployed.deliver(*words, "--parameter", "PreviewFilesBucket=taken")
    assert ended.returncode == 1
    *_, said, remedy = ended.stderr.splitlines()
    assert said.startswith(
        "The stack preview-files ended as UPDATE_ROLLBACK_COMPLETE: Files (AWS::S3::Bucket): "
    )
    assert remedy == (
        "The stack is as it was before. Correct the fault, then run: "
        "build/tools/bin/delivery stack deploy preview-files --parameter PreviewFilesBucket=NAME"
    )

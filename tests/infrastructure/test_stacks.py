"""Every stack made by the real command, and that each of its resources is there."""

import json
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from moto.cloudformation.parsing import get_model_map

from core.variables import VARIABLES
from delivery.aws.ecs import CONFIGURATION
from delivery.stack import sequence
from delivery.stack.states import WELL
from delivery.tools import config
from delivery.tools.stages import PRODUCTION
from tests.commands import BACKEND
from tests.infrastructure.account import DECISIONS, INFRASTRUCTURE, Infrastructure, template
from tests.services.server import HOST, free_port
from tests.standins.cloudformation import LACKING, UNPLAYED

AWS_DECIDES = re.compile(r"_(ARN|BUCKET|IDS|APP_ID|DB_HOST|DB_PORT|FILES_DOMAIN)$")
NO_ID = "AWS::RDS::DBSubnetGroup"  # moto makes it, and refers to it by no id
RESOURCES = [
    (stack, name, resource["Type"])
    for stack in sequence.NAMES
    for name, resource in template(stack)["Resources"].items()
    if resource.get("Condition") in {None, "OwnProvider", "WithCopies"}
]


def test_every_template_is_a_stack_and_every_stack_a_template() -> None:
    assert {path.stem for path in INFRASTRUCTURE.glob("*.yaml")} == set(sequence.NAMES)


@pytest.mark.parametrize(("stack", "name", "kind"), [row for row in RESOURCES if row[2] != NO_ID])
def test_the_resource_is_there(deployed: Infrastructure, stack: str, name: str, kind: str) -> None:
    """moto plays no CloudFormation of the types of LACKING; of those there is but an id."""
    found = deployed.resources(stack)[name]["PhysicalResourceId"]
    assert found.startswith(UNPLAYED) == (kind in LACKING), found
    assert found


def test_databases_are_in_the_subnets_that_reach_nothing(deployed: Infrastructure) -> None:
    found = deployed.client("rds").describe_db_subnet_groups()["DBSubnetGroups"]
    subnets = [{one["SubnetIdentifier"] for one in group["Subnets"]} for group in found]
    network, previews = deployed.resources("network"), deployed.resources("previews")
    for expected in (
        {network[f"DatabaseSubnet{zone}"]["PhysicalResourceId"] for zone in "AB"},
        {previews[f"Subnet{zone}"]["PhysicalResourceId"] for zone in "AB"},
    ):
        assert expected in subnets


def test_nothing_is_called_lacking_that_moto_plays_by_now() -> None:
    assert [kind for kind in LACKING if kind in get_model_map()] == []
    assert set(LACKING) <= {
        resource["Type"]
        for stack in sequence.NAMES
        for resource in template(stack)["Resources"].values()
    }


def test_names_are_the_guides_and_the_codes(deployed: Infrastructure) -> None:
    found = {
        name: row.get("PhysicalResourceId", "")
        for stack in ("assets", "service", "data")
        for name, row in deployed.resources(stack).items()
    }
    assert found["Bucket"] == "itg-static-assets"
    assert found["Releases"] == "itg-releases-123456789012-us-west-2"
    assert found["Repository"] == PRODUCTION.repository
    assert found["Cluster"].endswith(PRODUCTION.cluster)
    assert found["Service"].endswith(f"{PRODUCTION.cluster}/{PRODUCTION.service}")
    assert found["BackendLog"] == PRODUCTION.log_group
    assert found["Database"] == "itg-db"
    secrets = [row["Properties"]["Name"] for row in of_kind("data", "AWS::SecretsManager::Secret")]
    known = {PRODUCTION.secret(row.name) for row in VARIABLES if row.secret}
    assert set(secrets) - known == {"itg/production-cache/token"}


def of_kind(stack: str, kind: str) -> list[dict[str, Any]]:
    return [row for row in template(stack)["Resources"].values() if row["Type"] == kind]


def test_what_aws_decides_is_printed_as_the_variables_that_deliver(
    deployed: Infrastructure,
) -> None:
    ended = deployed.deliver("stack", "list")
    printed = dict(line.split("=", 1) for line in ended.stdout.splitlines())
    ours = {row.name for row in config.VARIABLES if AWS_DECIDES.search(row.name)}
    assert ours <= printed.keys()
    assert printed["AWS_ROLE_ARN"].endswith(":role/itg-release")
    assert printed["PREVIEW_SUBNET_IDS"].count("subnet-") == 2
    host = DECISIONS["API_DOMAIN"]
    assert printed["DJANGO_ALLOWED_HOSTS"] == host
    assert printed["VITE_API_BASE_URL"] == f"https://{host}/api"
    assert printed["FRONTEND_URL"] == "https://main.unplayed-app-defaultdomain"
    assert printed["AWS_REGION"] == "us-west-2"


def test_list_says_what_there_is_as_json(deployed: Infrastructure) -> None:
    ended = deployed.deliver("stack", "list", "--json")
    found = json.loads(ended.stdout)
    assert list(found) == list(sequence.NAMES)
    assert {name for name, stack in found.items() if stack["status"] == "UPDATE_COMPLETE"} == {
        *("data", "edge")  # protected once they are complete
    }
    assert {stack["status"] for stack in found.values()} <= WELL
    assert found["service"]["outputs"]["ReleasesBucket"] == "itg-releases-123456789012-us-west-2"


def test_a_second_deploy_changes_nothing(
    deployed: Infrastructure, decisions: dict[str, str]
) -> None:
    ended = deployed.deliver("stack", "deploy", **decisions)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.splitlines() == [
        f"Stack {name}: nothing changed" for name in sequence.NAMES
    ]


def test_what_was_decided_once_need_not_be_said_again(deployed: Infrastructure) -> None:
    ended = deployed.deliver("stack", "deploy", "alarms", "previews")
    assert ended.stderr == "Stack alarms: nothing changed\nStack previews: nothing changed\n"


def test_data_cannot_be_deleted_by_a_slip(deployed: Infrastructure) -> None:
    found = deployed.client("cloudformation").describe_stacks()["Stacks"]
    protected = {one["StackName"] for one in found if one.get("EnableTerminationProtection")}
    assert protected == {"itg-data", "itg-assets", "itg-service"}


def test_the_service_is_rolled_out_as_a_release_rolls_it_out() -> None:
    service = template("service")["Resources"]["Service"]["Properties"]
    told = service["DeploymentConfiguration"]
    breaker = told["DeploymentCircuitBreaker"]
    found = {
        "deploymentCircuitBreaker": {name.lower(): value for name, value in breaker.items()},
        "minimumHealthyPercent": told["MinimumHealthyPercent"],
        "maximumPercent": told["MaximumPercent"],
    }
    assert found == CONFIGURATION
    assert "DesiredCount" not in service
    audit = template("service")["Resources"]["AuditLog"]["Properties"]
    assert audit["RetentionInDays"] == 400


def test_images_are_immutable_but_for_latest() -> None:
    registry = template("service")["Resources"]["Repository"]["Properties"]
    assert registry["ImageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    (excluded,) = registry["ImageTagMutabilityExclusionFilters"]
    assert excluded["ImageTagMutabilityExclusionFilterValue"] == "latest"


def test_cloudfront_alone_reaches_the_load_balancer() -> None:
    """So exactly two proxies tell the visitor's address, as ``TRUSTED_PROXIES`` says."""
    network = template("network")["Resources"]
    (way_in,) = network["LoadBalancerGroup"]["Properties"]["SecurityGroupIngress"]
    assert way_in["SourcePrefixListId"] == {"Ref": "CdnPrefixListId"}
    (variable,) = [row for row in VARIABLES if row.name == "TRUSTED_PROXIES"]
    assert variable.default == "2"


def test_previews_reach_nothing_but_s3_and_their_database() -> None:
    previews = template("previews")["Resources"]
    kinds = {row["Type"] for row in previews.values()}
    assert {"AWS::EC2::InternetGateway", "AWS::EC2::NatGateway", "AWS::EC2::Route"} & kinds == set()
    out = previews["FunctionGroup"]["Properties"]["SecurityGroupEgress"]
    assert [(rule["FromPort"], "DestinationPrefixListId" in rule) for rule in out] == [
        (443, True),
        (5432, False),
    ]
    assert out[1]["CidrIp"] == "10.21.0.0/19"


@pytest.mark.parametrize("stack", ["data", "previews"])
def test_databases_are_postgresql_16_over_ssl_and_not_public(stack: str) -> None:
    (database,) = of_kind(stack, "AWS::RDS::DBInstance")
    (parameters,) = of_kind(stack, "AWS::RDS::DBParameterGroup")
    held = database["Properties"]
    assert (held["Engine"], held["EngineVersion"].split(".")[0]) == ("postgres", "16")
    assert (held["PubliclyAccessible"], held["StorageEncrypted"]) == (False, True)
    assert parameters["Properties"]["Parameters"]["rds.force_ssl"] == "1"


def test_previews_are_kept_out_of_search_engines() -> None:
    app = template("previews")["Resources"]["App"]["Properties"]["CustomHeaders"]
    assert json.loads(app)["customHeaders"] == [
        {"pattern": "**", "headers": [{"key": "X-Robots-Tag", "value": "noindex"}]}
    ]


@pytest.mark.parametrize("path", sorted(INFRASTRUCTURE.glob("*.yaml")), ids=lambda path: path.stem)
def test_cloudformation_takes_the_file(path: Path) -> None:
    """It refuses aliases, and more than so many bytes."""
    text = path.read_text()
    assert len(text.encode()) <= sequence.TEMPLATE_BYTES
    assert [line for line in text.splitlines() if ": &" in line or ": *" in line] == []


def test_the_placeholder_is_well_and_has_no_site() -> None:
    """The very command of the template, until the first release."""
    placeholder = template("service")["Resources"]["Placeholder"]["Properties"]
    command = placeholder["ContainerDefinitions"][0]["Command"]
    port = free_port()
    code = command[2].replace("8000", str(port)).replace('("",', f'("{HOST}",')
    server = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
    try:
        assert status(f"http://{HOST}:{port}/livez/") == 200
        assert status(f"http://{HOST}:{port}/") == 503
    finally:
        server.kill()
        server.wait()


def status(address: str) -> int:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            with suppress(ConnectionError), urlopen(address, timeout=60) as response:  # noqa: S310
                return int(response.status)
        except HTTPError as error:
            with error:
                return error.code
        except URLError:
            time.sleep(0.05)
    raise AssertionError(f"{address} never responded")


def test_the_costs_add_up() -> None:
    text = (INFRASTRUCTURE / "README.md").read_text()
    for table in re.findall(r"\|---\|---:\|---:\|---\|\n((?:\|.+\n)+)", text):
        rows = [re.findall(r"\| \**([\d.]+)\**(?= \|)", line) for line in table.splitlines()]
        *parts, together = [[float(cell) for cell in row] for row in rows]
        assert [round(sum(column), 2) for column in zip(*parts, strict=True)] == together


def test_every_stack_is_in_the_readme() -> None:
    text = (INFRASTRUCTURE / "README.md").read_text()
    first_table = text.partition("```")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", first_table, re.M) == list(sequence.NAMES)


# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
CACHED_ERRORS = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}


@pytest.mark.parametrize("stack", ["assets", "edge", "preview-files"])
def test_no_distribution_keeps_errors(stack: str) -> None:
    """CloudFront keeps them for 10 s where nothing is said, and for any query."""
    (distribution,) = of_kind(stack, "AWS::CloudFront::Distribution")
    responses = distribution["Properties"]["DistributionConfig"]["CustomErrorResponses"]
    assert {one["ErrorCode"] for one in responses} == CACHED_ERRORS
    assert {one["ErrorCachingMinTTL"] for one in responses} == {0}


def test_every_distribution_is_held_to_that() -> None:
    found = {stack for stack in sequence.NAMES if of_kind(stack, "AWS::CloudFront::Distribution")}
    assert found == {"assets", "edge", "preview-files"}


PUBLIC = {
    "/api/pages/": {"path"},
    "/api/layout/": set(),
    "/api/search/": {"q", "page", "kind"},
    "/api/projects/": {"q", "semester", "class", "industry", "sort", "page"},
    "/api/news/": {"path", "page"},
    "/api/events/*": set(),
    "/api/sheets/*": set(),
    "/sitemap.xml": set(),
    "/feed.xml": set(),
}


def test_the_edge_keeps_public_responses_by_the_queries_they_know() -> None:
    (distribution,) = of_kind("edge", "AWS::CloudFront::Distribution")
    resources = template("edge")["Resources"]
    found = {}
    for behaviour in distribution["Properties"]["DistributionConfig"]["CacheBehaviors"]:
        assert behaviour["AllowedMethods"] == ["GET", "HEAD", "OPTIONS"]
        policy = resources[behaviour["CachePolicyId"]["Ref"]]["Properties"]["CachePolicyConfig"]
        assert (policy["MinTTL"], policy["DefaultTTL"]) == (0, 0)  # no-store and private count
        key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
        assert key["HeadersConfig"]["Headers"] == ["Origin"]
        assert key["CookiesConfig"] == {"CookieBehavior": "none"}
        names = key["QueryStringsConfig"].get("QueryStrings", [])
        found[behaviour["PathPattern"]] = set(names)
    assert found == PUBLIC


def test_the_edge_keeps_nothing_else() -> None:
    (distribution,) = of_kind("edge", "AWS::CloudFront::Distribution")
    default = distribution["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    assert default["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"  # CachingDisabled


def test_the_edge_knows_every_query_of_the_public_api() -> None:
    """What is not in a key is one response for all, whatever it says."""
    document = json.loads((BACKEND.parent / "frontend/openapi.json").read_text())
    for path, operations in document["paths"].items():
        asked = {one["name"] for one in operations.get("get", {}).get("parameters", [])}
        if path in PUBLIC:
            assert PUBLIC[path] == asked
        else:
            assert not asked or "{" in path


def test_tasks_send_mail_on_every_port_that_the_backend_encrypts() -> None:
    rules = template("network")["Resources"]["TaskGroup"]["Properties"]["SecurityGroupEgress"]
    source = (BACKEND / "core/settings/base.py").read_text()
    ports = {
        int(port)
        for row in re.findall(r"EMAIL_PORT in \{(.+)\}", source)
        for port in row.split(",")
    }
    assert len(ports) == 4
    assert {rule["FromPort"] for rule in rules if "mail" in rule["Description"]} == ports


@pytest.mark.parametrize("path", sorted(INFRASTRUCTURE.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_template_is_one_regions(path: Path) -> None:
    """But for CloudFront's certificates, and for lists of addresses, which are parameters."""
    parts = template(path.stem)
    told = json.dumps([parts["Resources"], parts.get("Outputs", {})])
    assert re.findall(r"\b(?:us|eu|ap|ca|sa)-[a-z]+-\d\b", told.replace("us-east-1", "")) == []
    assert "${AWS::Region}a" not in told

"""An account that has a network and a database already, and adopts the rest."""

import re

import pytest

from delivery.stack import sequence
from delivery.tools import config
from tests.infrastructure.account import DECISIONS, INFRASTRUCTURE, Infrastructure, template

README = (INFRASTRUCTURE / "README.md").read_text()
ADOPTED = ("assets", "site", "edge", "service", "alarms")


@pytest.fixture
def variables(empty: Infrastructure) -> dict[str, str]:
    """What the guide's team knows of its network, which moto's accounts come with, and database."""
    ec2 = empty.client("ec2")
    network = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = ",".join(row["SubnetId"] for row in ec2.describe_subnets()["Subnets"][:2])
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    return {
        **DECISIONS,
        "CERTIFICATE_ARN": empty.certificate(DECISIONS["API_DOMAIN"]),
        "EXISTING_STACKS": "network, data",
        "NETWORK_ID": network,
        "PUBLIC_SUBNET_IDS": subnets,
        "TASK_SUBNET_IDS": subnets,
        "LOAD_BALANCER_GROUP_ID": group,
        "TASK_GROUP_ID": group,
        "DATABASE_NAME": "team-database",
    }


def there(account: Infrastructure) -> set[str]:
    found = account.client("cloudformation").describe_stacks()["Stacks"]
    return {one["StackName"] for one in found}


def parameters(account: Infrastructure, stack: str) -> dict[str, str]:
    (found,) = account.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    return {row["ParameterKey"]: row["ParameterValue"] for row in found["Parameters"]}


@pytest.mark.parametrize(
    ("names", "existing", "fault"),
    [
        (["network"], "network,data", "network is in EXISTING_STACKS, so it is not deployed"),
        (["edge"], "network,date", "There is no stack date."),
    ],
)
def test_a_stack_is_either_made_or_given(
    empty: Infrastructure, names: list[str], existing: str, fault: str
) -> None:
    ended = empty.deliver("stack", "deploy", "--yes", *names, EXISTING_STACKS=existing)
    assert (ended.returncode, fault in ended.stderr) == (1, True), ended.stderr


def test_the_rest_is_made_in_the_network_that_is_there_once_all_of_it_is_known(
    empty: Infrastructure, variables: dict[str, str]
) -> None:
    known = {**variables, "NETWORK_ID": "", "DATABASE_NAME": " "}
    ended = empty.deliver("stack", "deploy", "--yes", *ADOPTED, **known)
    fault = (
        "data, network is in EXISTING_STACKS, so these variables must be set: "
        "DATABASE_NAME, NETWORK_ID."
    )
    assert (ended.returncode, fault in ended.stderr) == (1, True), ended.stderr
    assert there(empty) == set(), "nothing is changed"
    ended = empty.deliver("stack", "deploy", "--yes", *ADOPTED, **variables)
    assert ended.returncode == 0, ended.stderr
    assert there(empty) == {f"itg-{name}" for name in ADOPTED}
    (balancer,) = empty.client("elbv2").describe_load_balancers()["LoadBalancers"]
    assert balancer["VpcId"] == variables["NETWORK_ID"]
    tasks = parameters(empty, "itg-service")
    subnets = re.findall(r"subnet-\w+", tasks["TaskSubnetIds"])  # moto shows the list as Python's
    assert subnets == variables["TASK_SUBNET_IDS"].split(",")
    assert parameters(empty, "itg-alarms")["DatabaseName"] == "team-database"
    listed = empty.deliver("stack", "list", **variables).stderr
    assert listed.count("given by variables") == 2


@pytest.mark.parametrize("name", sequence.NAMES)
def test_the_readme_has_the_variables_of_every_stack_that_may_be_there_already(name: str) -> None:
    outputs = template(name).get("Outputs", {}).keys()
    assert sequence.outputs_of(sequence.read(name)) == outputs
    wanted = {key for other in sequence.NAMES for key in template(other).get("Parameters", {})}
    needed = [config.variable(key) for key in outputs if key in wanted]
    rows = "".join(line for line in README.splitlines() if line.startswith(f"| `{name}` |"))
    assert [variable for variable in needed if f"`{variable}`" not in rows] == []

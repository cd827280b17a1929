"""Changes of stacks that end in every way, in an account of their own."""

import io
import subprocess
from pathlib import Path

import pytest

from delivery import cli
from delivery.aws import cloudformation
from delivery.aws.cloudformation import Failure, ResourceChange, Stack
from delivery.stack import cli as stack_cli
from delivery.stack import sequence
from delivery.stack import states as stack_states
from delivery.stack.change import StackChange
from delivery.tools.errors import PROGRAM, DeliveryError
from tests.infrastructure.account import DECISIONS, INFRASTRUCTURE, Infrastructure
from tests.services.aws import REGION

DATABASE = "AWS::RDS::DBInstance"
ACCOUNT = "123456789012"
STUCK_REASON = "CNAMEAlreadyExists: stuck.innovatetogrow.test is another resource's"


@pytest.fixture
def here(empty: Infrastructure, monkeypatch: pytest.MonkeyPatch) -> Infrastructure:
    """The account as this process is signed in to it."""
    for name, value in {**empty.environment_of_clients, "AWS_REGION": REGION}.items():
        monkeypatch.setenv(name, value)
    return empty


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def there(account: Infrastructure) -> set[str]:
    found = account.client("cloudformation").describe_stacks()["Stacks"]
    return {one["StackName"] for one in found}


def test_a_stack_that_fails_says_what_failed_and_why_and_the_next_try_begins_anew(
    empty: Infrastructure,
) -> None:
    taken = f"itg-preview-files-{ACCOUNT}-{REGION}"
    empty.make_bucket(taken)  # somebody has the name already
    ended = empty.deliver("stack", "deploy", "preview-files")
    assert ended.returncode == 1
    assert "The stack preview-files ended as ROLLBACK_COMPLETE: Files (AWS::S3::Bucket):" in (
        ended.stderr
    )
    command = f"{PROGRAM} stack deploy preview-files --parameter PreviewFilesBucket=NAME"
    assert ended.stderr.endswith(
        f"Nothing of the stack is left. Correct the fault, then run: {command}\n"
    )
    again = empty.deliver(
        "stack", "deploy", "preview-files", "--parameter", "PreviewFilesBucket=ours"
    )
    assert again.returncode == 0, again.stderr
    assert "removing what is left of ROLLBACK_COMPLETE" in again.stderr
    assert "PREVIEW_FILES_BUCKET=ours\n" in again.stdout
    packages = f"PREVIEW_PACKAGES_BUCKET=itg-preview-packages-{ACCOUNT}-{REGION}"
    assert packages in again.stdout.splitlines()
    empty.client("s3").delete_bucket(Bucket=taken)


def test_production_is_not_changed_without_a_yes_and_nothing_is_left_behind(
    empty: Infrastructure,
) -> None:
    ended = empty.deliver("stack", "deploy", "site")
    assert ended.returncode == 1
    assert "  + App (AWS::Amplify::App)\n" in ended.stderr
    assert (
        "The stack site is part of production. Changing it needs your "
        "confirmation, but there is no terminal.\n" in ended.stderr
    )
    assert "itg-site" not in there(empty)


@pytest.mark.parametrize(("typed", "code"), [("no\n", 1), ("site\n", 0)])
def test_whoever_sits_there_is_asked_for_the_stacks_name(
    here: Infrastructure, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert cli.main(["stack", "deploy", "site"]) == code
    assert ("itg-site" in there(here)) == (code == 0)
    here.client("cloudformation").delete_stack(StackName="itg-site")


def test_a_host_that_could_never_match_is_named_before_anything(empty: Infrastructure) -> None:
    decided = {**DECISIONS, "API_DOMAIN": "https://API.innovatetogrow.test:443"}
    refused = empty.deliver("stack", "deploy", "--yes", "--parameter", "FrontendUrl=a.b", **decided)
    assert refused.returncode == 1
    assert "API_DOMAIN must be a host" in refused.stderr
    assert "the right spelling is api.innovatetogrow.test." in refused.stderr
    assert "FRONTEND_URL must be an address" in refused.stderr


@pytest.mark.parametrize("by_variable", [True, False])
def test_an_address_loses_its_slash_at_the_end(here: Infrastructure, by_variable: bool) -> None:
    """CloudFormation would refuse it, which every other variable of this project allows."""
    typed, words = "https://www.innovatetogrow.test/", ["stack", "deploy", "site", "--yes"]
    if by_variable:
        made = here.deliver(*words, FRONTEND_URL=typed)
    else:
        made = here.deliver(*words, "--parameter", f"FrontendUrl={typed}")
    assert made.returncode == 0, made.stderr
    assert "FRONTEND_URL=https://www.innovatetogrow.test\n" in made.stdout
    here.client("cloudformation").delete_stack(StackName="itg-site")


def test_everything_that_nobody_decided_is_named_before_anything(empty: Infrastructure) -> None:
    before = there(empty)
    ended = empty.deliver("stack", "deploy", "--yes")
    assert ended.returncode == 1
    assert ended.stderr.startswith(
        "These parameters have no value: AlarmEmail, ApiDomain, CdnCertificateArn, CertificateArn, "
        "GithubRepository.\n"
    )
    assert there(empty) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "There is no stack nowhere.\nThere are: network, data, "),
        (["site", "--parameter", "Colour=red"], "has a parameter Colour.\n"),
        (["alarms", "--yes"], "needs AmplifyAppId, DatabaseName, LoadBalancerName, TargetGroup"),
    ],
)
def test_words_that_fit_nothing_are_one_sentence(
    empty: Infrastructure, words: list[str], said: str
) -> None:
    ended = empty.deliver("stack", "deploy", *words, **DECISIONS)
    assert (ended.returncode, said in ended.stderr) == (1, True), ended.stderr
    assert len(ended.stderr.splitlines()) == 2


def test_a_template_that_the_account_refuses_is_one_sentence(
    here: Infrastructure,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = (INFRASTRUCTURE / "site.yaml").read_text().replace("Name: itg-site", "Name: !Ref It")
    (tmp_path / "site.yaml").write_text(broken)
    monkeypatch.setattr(sequence, "FOLDER", tmp_path)
    assert cli.main(["stack", "deploy", "site", "--yes"]) == 1
    assert capsys.readouterr().err == (
        "Computing the changes of itg-site: Template format error: Unresolved resource "
        "dependencies [It] in the Resources block of the template (ValidationError)\n"
        "Correct the template; `make check` finds most faults before AWS does.\n"
    )
    assert "itg-site" not in there(here)


def test_a_change_never_takes_the_service_back_from_a_release(empty: Infrastructure) -> None:
    decided = {**DECISIONS, "CERTIFICATE_ARN": empty.certificate(DECISIONS["API_DOMAIN"])}
    names = ("network", "assets", "site", "edge", "service")
    first = empty.deliver("stack", "deploy", *names, "--yes", **decided)
    assert first.returncode == 0, first.stderr
    ecs = empty.client("ecs")
    where = {"cluster": "itg-backend-cluster", "service": "itg-backend-service"}
    container = {"name": "backend", "image": "itg-backend", "memory": 512}
    revision = ecs.register_task_definition(family="itg-backend", containerDefinitions=[container])[
        "taskDefinition"
    ]["taskDefinitionArn"]
    ecs.update_service(**where, taskDefinition=revision)
    unchanged = empty.deliver("stack", "deploy", "service", "--yes")
    assert unchanged.stderr == "Stack service: nothing changed\n"
    more = empty.deliver("stack", "deploy", "service", "--yes", "--parameter", "MinimumTasks=3")
    assert more.returncode == 0, more.stderr
    held = empty.client("cloudformation").describe_stacks(StackName="itg-service")["Stacks"][0]
    values = {row["ParameterKey"]: row["ParameterValue"] for row in held["Parameters"]}
    assert (values["MinimumTasks"], values["TaskDefinition"]) == ("3", revision)


def test_a_replacement_that_is_certain_is_told_from_one_that_is_possible(
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = {"Action": "Modify", "LogicalResourceId": "Files", "ResourceType": "AWS::S3::Bucket"}
    kinds: list[dict[str, str]] = [{}, {"Replacement": "False"}]
    kinds += [{"Replacement": "True"}, {"Replacement": "Conditional"}]
    stack_cli.shown([cloudformation.change({**row, **kind}) for kind in kinds])
    assert capsys.readouterr().err.splitlines() == [
        "  ~ Files (AWS::S3::Bucket)",
        "  ~ Files (AWS::S3::Bucket)",
        "  ~ Files (AWS::S3::Bucket), replaced by a new one",
        "  ~ Files (AWS::S3::Bucket), perhaps replaced by a new one",
    ]


def test_a_wait_ends_at_its_deadline_and_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = Stack("id", "UPDATE_IN_PROGRESS", {}, {})
    monkeypatch.setattr(cloudformation, "find", lambda name: busy)
    change = StackChange("data", "", {}, 0.05, lambda words: None, never_asked)
    with pytest.raises(DeliveryError) as error:
        change.run()
    assert str(error.value) == (
        "The stack data did not finish within 0 s. "
        "CloudFormation continues. Run the command again to wait for it."
    )


def never_asked(name: str, changes: list[ResourceChange]) -> None:
    raise AssertionError("asked")


def edge(account: Infrastructure, host: str, *words: str) -> "subprocess.CompletedProcess[str]":
    decided = {**DECISIONS, "CERTIFICATE_ARN": account.certificate(DECISIONS["API_DOMAIN"])}
    account.deliver("stack", "deploy", "network", "--yes")
    decided["API_DOMAIN"] = f"{host}.innovatetogrow.test"
    words = (*words, "--parameter", "FrontendUrl=https://innovatetogrow.test")
    return account.deliver("stack", "deploy", "edge", "--yes", *words, **decided)


def protection(account: Infrastructure) -> list[str]:
    """Whether each load balancer of the account is protected."""
    elb = account.client("elbv2")
    return [
        attribute["Value"]
        for one in elb.describe_load_balancers()["LoadBalancers"]
        for attribute in elb.describe_load_balancer_attributes(
            LoadBalancerArn=one["LoadBalancerArn"]
        )["Attributes"]
        if attribute["Key"] == "deletion_protection.enabled"
    ]


def test_a_first_try_that_fails_is_cleared_away_and_the_next_one_is_protected(
    empty: Infrastructure,
) -> None:
    failed = edge(empty, "taken")
    assert failed.stderr.splitlines()[-2:] == [
        "The stack edge ended as ROLLBACK_COMPLETE: Cdn (AWS::CloudFront::Distribution): "
        "CNAMEAlreadyExists: taken.innovatetogrow.test is another resource's",
        f"Nothing of the stack is left. Correct the fault, then run: {PROGRAM} stack deploy edge",
    ]
    made = edge(empty, "api")
    assert made.returncode == 0, made.stderr
    assert protection(empty) == ["true"]
    unprotected = edge(empty, "api", "--parameter", "Protected=false")
    assert (unprotected.returncode, protection(empty)) == (0, ["false"]), unprotected.stderr
    assert (edge(empty, "api").returncode, protection(empty)) == (0, ["true"])


def test_what_could_not_be_put_back_names_the_resource_and_the_command_each_time(
    empty: Infrastructure,
) -> None:
    assert edge(empty, "api").returncode == 0
    for _ in range(2):
        assert edge(empty, "stuck").stderr.splitlines()[-3:] == [
            "The stack edge ended as UPDATE_ROLLBACK_FAILED: "
            + "; ".join(2 * [f"Cdn (AWS::CloudFront::Distribution): {STUCK_REASON}"]),
            "Correct what the error names, then run: aws cloudformation continue-update-rollback "
            "--stack-name itg-edge",
            "If a resource cannot be restored, add: --resources-to-skip Cdn",
        ]


def test_what_could_not_be_deleted_names_the_commands_that_delete_it(
    empty: Infrastructure,
) -> None:
    assert edge(empty, "api").returncode == 0
    empty.client("cloudformation").delete_stack(StackName="itg-edge")
    ended = edge(empty, "api")
    arn = empty.client("elbv2").describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    said, *commands = ended.stderr.splitlines()[-5:]
    assert said.startswith(
        "The stack edge ended as DELETE_FAILED: "
        "LoadBalancer (AWS::ElasticLoadBalancingV2::LoadBalancer): "
    )
    unprotect = f"aws elbv2 modify-load-balancer-attributes --load-balancer-arn {arn} "
    assert commands == [
        "To delete the rest of the stack and begin again:",
        f"{unprotect}--attributes Key=deletion_protection.enabled,Value=false",
        "aws cloudformation delete-stack --stack-name itg-edge && "
        "aws cloudformation wait stack-delete-complete --stack-name itg-edge",
        f"{PROGRAM} stack deploy edge",
    ]
    empty.client("elbv2").modify_load_balancer_attributes(
        LoadBalancerArn=arn,
        Attributes=[{"Key": "deletion_protection.enabled", "Value": "false"}],
    )
    empty.client("cloudformation").delete_stack(StackName="itg-edge")
    assert edge(empty, "api").returncode == 0


@pytest.mark.parametrize(
    ("status", "failures", "said"),
    [
        (
            "UPDATE_ROLLBACK_COMPLETE",
            [],
            "The stack is as it was before. Correct the fault, then run: ",
        ),
        (
            "ROLLBACK_FAILED",
            [Failure("Db", DATABASE, "CREATE_FAILED", "itg-db")],
            "Correct the fault, ",
        ),
        (
            "ROLLBACK_FAILED",
            [Failure("Db", DATABASE, "DELETE_FAILED", "itg-db")],
            "Correct the fault, then run:\n"
            "aws rds modify-db-instance --db-instance-identifier itg-db ",
        ),
    ],
)
def test_each_state_has_a_command(status: str, failures: list[Failure], said: str) -> None:
    """What somebody else's resource is called like is never touched: it could not be created."""
    found = stack_states.remedy("data", status, failures)
    assert found.startswith(said)
    assert found.endswith(f"{PROGRAM} stack deploy data")
    assert ("modify" in found) == ("modify" in said)


def test_no_state_is_both_begun_anew_and_well_or_stuck() -> None:
    states = (stack_states.UNBORN, stack_states.WELL, stack_states.STUCK)
    assert sum(map(len, states)) == len(frozenset.union(*states))


def test_what_is_there_already_is_taken_by_a_parameter() -> None:
    kind = "AWS::IAM::OIDCProvider"
    reason = "Provider with url https://token.actions.githubusercontent.com already exists."
    failures = [Failure("Provider", kind, "CREATE_FAILED", reason=reason)]
    command = stack_states.remedy("access", "ROLLBACK_COMPLETE", failures).partition("then run: ")[
        2
    ]
    assert command.startswith(f"{PROGRAM} stack deploy access --parameter Github")
    assert "GithubProviderArn=$(aws iam list-open-id-connect-providers" in command
    other = [Failure("Provider", kind, "CREATE_FAILED", reason="You may not.")]
    assert "--parameter" not in stack_states.remedy("access", "ROLLBACK_COMPLETE", other)

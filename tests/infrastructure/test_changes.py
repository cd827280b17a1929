"""Changes of stacks that end in every way, in an account of their own."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from delivery import cli, stack_change, stacks
from delivery.aws import cloudformation
from delivery.aws.cloudformation import Change, Stack
from delivery.errors import DeliveryError
from delivery.stack_change import StackChange
from tests.infrastructure.account import DECISIONS, INFRASTRUCTURE, Infrastructure
from tests.services.aws import REGION

BUCKET = {"LocationConstraint": REGION}


@pytest.fixture(scope="module")
def spare() -> Iterator[Infrastructure]:
    with Infrastructure() as account:
        yield account


@pytest.fixture
def here(spare: Infrastructure, monkeypatch: pytest.MonkeyPatch) -> Iterator[Infrastructure]:
    """The account as this process is signed in to it."""
    for name, value in {**spare.environment_of_clients, "AWS_REGION": REGION}.items():
        monkeypatch.setenv(name, value)
    cloudformation.api.cache_clear()
    yield spare
    cloudformation.api.cache_clear()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def there(account: Infrastructure) -> set[str]:
    found = account.client("cloudformation").describe_stacks()["Stacks"]
    return {one["StackName"] for one in found}


def test_a_stack_that_fails_says_what_failed_and_why_and_the_next_try_begins_anew(
    spare: Infrastructure,
) -> None:
    spare.make_bucket("itg-preview-files")  # somebody has the name already
    ended = spare.deliver("stack", "deploy", "preview-files")
    assert ended.returncode == 1
    assert "The stack preview-files ended as ROLLBACK_COMPLETE: Files (AWS::S3::Bucket):" in (
        ended.stderr
    )
    assert ended.stderr.endswith("Mend it and deploy it again.\n")
    spare.client("s3").delete_bucket(Bucket="itg-preview-files")
    again = spare.deliver("stack", "deploy", "preview-files")
    assert again.returncode == 0, again.stderr
    assert "clearing away what is left of ROLLBACK_COMPLETE" in again.stderr
    assert "PREVIEW_PACKAGES_BUCKET=itg-preview-packages" in again.stdout


def test_production_is_not_changed_without_a_yes_and_nothing_is_left_behind(
    spare: Infrastructure,
) -> None:
    ended = spare.deliver("stack", "deploy", "site")
    assert ended.returncode == 1
    assert "  + App (AWS::Amplify::App)\n" in ended.stderr
    assert "The stack site is production's, and there is nobody here to ask.\n" in ended.stderr
    assert "itg-site" not in there(spare)


@pytest.mark.parametrize(("typed", "code"), [("no\n", 1), ("site\n", 0)])
def test_whoever_sits_there_is_asked_for_the_stacks_name(
    here: Infrastructure, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    assert cli.main(["stack", "deploy", "site"]) == code
    assert ("itg-site" in there(here)) == (code == 0)
    here.client("cloudformation").delete_stack(StackName="itg-site")


def test_everything_that_nobody_decided_is_named_before_anything(spare: Infrastructure) -> None:
    before = there(spare)
    ended = spare.deliver("stack", "deploy", "--yes")
    assert ended.returncode == 1
    assert ended.stderr.startswith(
        "Nobody has decided AlarmEmail, ApiDomain, CdnCertificateArn, CertificateArn, "
        "GithubRepository.\n"
    )
    assert there(spare) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "There is no stack nowhere.\nThere are: network, data, "),
        (["site", "--parameter", "Colour=red"], "has a parameter Colour.\n"),
        (["alarms", "--yes"], "needs DatabaseName, LoadBalancerName, TargetGroupName, which no"),
    ],
)
def test_words_that_fit_nothing_are_one_sentence(
    spare: Infrastructure, words: list[str], said: str
) -> None:
    ended = spare.deliver("stack", "deploy", *words, **DECISIONS)
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
    monkeypatch.setattr(stacks, "FOLDER", tmp_path)
    assert cli.main(["stack", "deploy", "site", "--yes"]) == 1
    assert capsys.readouterr().err == (
        "Working out the changes of itg-site: Template format error: Unresolved resource "
        "dependencies [It] in the Resources block of the template (ValidationError)\n"
        "Correct the template; `make check` finds most faults before AWS does.\n"
    )
    assert "itg-site" not in there(here)


@pytest.fixture
def released() -> Iterator[Infrastructure]:
    with Infrastructure() as account:
        yield account


def test_a_change_never_takes_the_service_back_from_a_release(released: Infrastructure) -> None:
    decided = {**DECISIONS, "CERTIFICATE_ARN": released.certificate(DECISIONS["API_DOMAIN"])}
    names = ("network", "assets", "edge", "service")
    first = released.deliver("stack", "deploy", *names, "--yes", **decided)
    assert first.returncode == 0, first.stderr
    ecs = released.client("ecs")
    where = {"cluster": "itg-backend-cluster", "service": "itg-backend-service"}
    container = {"name": "backend", "image": "itg-backend", "memory": 512}
    revision = ecs.register_task_definition(family="itg-backend", containerDefinitions=[container])[
        "taskDefinition"
    ]["taskDefinitionArn"]
    ecs.update_service(**where, taskDefinition=revision)
    unchanged = released.deliver("stack", "deploy", "service", "--yes")
    assert unchanged.stderr == "Stack service: nothing changed\n"
    more = released.deliver("stack", "deploy", "service", "--yes", "--parameter", "MinimumTasks=3")
    assert more.returncode == 0, more.stderr
    held = released.client("cloudformation").describe_stacks(StackName="itg-service")["Stacks"][0]
    values = {row["ParameterKey"]: row["ParameterValue"] for row in held["Parameters"]}
    assert (values["MinimumTasks"], values["TaskDefinition"]) == ("3", revision)


def test_a_wait_ends_at_its_deadline_and_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = Stack("id", "UPDATE_IN_PROGRESS", {}, {})
    monkeypatch.setattr(cloudformation, "find", lambda name: busy)
    change = StackChange("data", "", {}, 0.05, lambda words: None, never_asked)
    with pytest.raises(DeliveryError) as error:
        change.run()
    assert str(error.value) == (
        "The stack data was not done after 0 s. "
        "It goes on by itself. The same command waits for it again."
    )


def never_asked(name: str, changes: list[Change]) -> None:
    raise AssertionError("asked")


def test_a_rollback_that_failed_says_what_to_type() -> None:
    change = StackChange("data", "", {}, 1, lambda words: None, never_asked)
    stuck = Stack("id", "UPDATE_ROLLBACK_FAILED", {}, {})
    error = change.failed(stuck, [])
    assert error.message.endswith("UPDATE_ROLLBACK_FAILED: CloudFormation gives no reason")
    assert error.remedy == "aws cloudformation continue-update-rollback --stack-name itg-data"
    assert stack_change.UNBORN.isdisjoint(stack_change.WELL)

"""Whatever ends a release early, the release before it serves afterwards, and is on record so."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from delivery import cli
from delivery.aws import ecs, secretsmanager
from delivery.records import releases
from delivery.records.releases import Release
from delivery.release import rollout, secrets, sequence
from delivery.release.summary import summarized
from delivery.run import cli as run
from delivery.run import one_off, service
from delivery.run.follower import Follower
from delivery.run.service import SERVICE
from delivery.tools import interrupts
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION
from tests import commands
from tests.delivery.operators import COMMANDS
from tests.delivery.production import (
    DYING,
    GOOD,
    HTML,
    MISSING,
    NEXT,
    PASSWORD,
    USE_MISSING,
    Production,
    image,
)
from tests.faults import child
from tests.services.aws import REGION
from tests.services.iam import ACCOUNT
from tests.standins.faults import Plan
from tests.standins.secret_labels import MOST

KEY = "DJANGO_SECRET_KEY"
BY_HAND = "by-hand"
OTHER_KEY = commands.PRODUCTION["DJANGO_SECRET_KEY"] + "-another"


def test_a_health_page_of_html_is_a_failure_that_goes_back(site: Production) -> None:
    before = site.revision
    with pytest.raises(DeliveryError, match="/health/ returned 200 and no JSON object"):
        site.deploy(HTML)
    assert (site.revision, GOOD in site.serving) == (before, True)
    assert site.record(HTML)["state"] == "failed"
    assert "no JSON object" in site.record(HTML)["reason"]


@pytest.mark.parametrize(
    ("where", "error"),
    [("wait_until_steady", KeyboardInterrupt()), ("run_smoke_test", RuntimeError("unforeseen"))],
)
def test_whatever_is_raised_after_the_service_changed_goes_back(
    site: Production, monkeypatch: pytest.MonkeyPatch, where: str, error: BaseException
) -> None:
    before, kept = site.revision, getattr(sequence, where)

    def fail(*words: object) -> None:
        monkeypatch.setattr(sequence, where, kept)
        raise error

    monkeypatch.setattr(sequence, where, fail)
    with pytest.raises(type(error)):
        site.deploy(NEXT)
    assert (site.revision, GOOD in site.serving) == (before, True)
    assert site.record(NEXT)["state"] == "failed"


def test_there_is_no_way_back_once_new_secrets_are_current(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The revision before would start with a password that is not its own."""

    def fail(*words: object) -> Release:
        raise DeliveryError("The bucket: AccessDenied.", "Ask for it.")

    monkeypatch.setattr(sequence, "record_success", fail)
    with pytest.raises(
        DeliveryError, match="is in service and works, but this could not be recorded"
    ) as failed:
        site.deploy(NEXT, DJANGO_SECRET_KEY=OTHER_KEY)
    assert failed.value.remedy == "Ask for it. Then run the same command again."
    assert (NEXT in site.serving, site.current("DJANGO_SECRET_KEY")) == (True, OTHER_KEY)
    monkeypatch.undo()
    assert site.deploy(NEXT, DJANGO_SECRET_KEY=OTHER_KEY).state == "served"


def test_a_release_says_what_it_waits_for_and_why_its_task_stopped(site: Production) -> None:
    with pytest.raises(DeliveryError, match="ECS rolled back to itg-backend:") as failed:
        site.deploy(DYING)
    waits = [line for line in site.said if line.startswith("      ")]
    assert any("The task is not known yet" in line for line in waits)
    assert any("of 1 tasks run, 1 older deployments" in line for line in waits)
    reason, *lines = failed.value.message.splitlines()[1:]
    assert reason == "Its task stopped: Essential container in task exited, exit code 1"
    wanted = [*(f"line {number}" for number in range(11, 30)), "SystemExit: this code dies"]
    assert [line.strip() for line in lines] == wanted


def test_a_wrong_password_fails_the_release_and_nothing_that_comes_later(site: Production) -> None:
    before = site.revision
    with pytest.raises(DeliveryError, match="The service was not changed"):
        site.deploy(NEXT, DB_PASSWORD="wrong")
    assert "password authentication failed" in site.said
    assert (site.revision, site.current("DB_PASSWORD")) == (before, PASSWORD)
    assert site.later_task() == 0


def test_every_revision_gets_the_password_that_works_today(site: Production) -> None:
    old = site.revision
    site.database.write_text("second")
    second = site.deploy(NEXT, DB_PASSWORD="second").task_definition
    assert (site.current("DB_PASSWORD"), site.later_task()) == ("second", 0)
    assert "Secrets: DB_PASSWORD changed" in site.said

    site.database.write_text("third")
    site.deploy(GOOD, DB_PASSWORD="third")
    site.rollback(NEXT[:7])  # its revision names the label of the second password
    assert (site.revision, NEXT in site.serving, site.later_task()) == (second, True, 0)
    site.rollback(GOOD[:7])
    assert (site.revision, site.later_task()) == (old, 0)


def test_failed_releases_leave_room_for_the_next_ones_labels(site: Production) -> None:
    """AWS allows 20 labels of a secret. The one of what serves stays, although it is the oldest."""
    site.database.write_text("second")
    served = service.secrets_of(site.deploy(NEXT, DB_PASSWORD="second").task_definition)
    name = PRODUCTION.secret("DB_PASSWORD")
    (used,) = [label for arn, label in secrets.labelled(served) if name in arn]
    fill(site, name, used)
    with pytest.raises(DeliveryError, match="The service was not changed"):
        site.deploy(NEXT, DB_PASSWORD="wrong")
    kept = secretsmanager.find(name)
    assert kept
    assert len(secrets.labels_of(kept)) == secrets.KEPT + 2  # what serves, and what failed now
    assert secretsmanager.read(name, used) == "second"
    for label in [BY_HAND, *secrets.labels_of(kept)]:
        if label != used:
            secretsmanager.move(kept, label, None)


def fill(site: Production, name: str, used: str) -> None:
    """As many labels as AWS allows, all newer than ``used``. AWSCURRENT was changed by hand."""
    store, secret = site.operator.client("secretsmanager"), secretsmanager.find(name)
    assert secret
    for label in set(secrets.labels_of(secret)) - {used}:
        secretsmanager.move(secret, label, None)
    others = secret.versions.keys() - set(secrets.labels_of(secret))
    failed = [f"release-20990101{number:06}" for number in range(MOST - len(others) - 2)]
    for label in [BY_HAND, *failed]:
        store.put_secret_value(SecretId=name, SecretString=label, VersionStages=[label])
    held = secretsmanager.find(name)
    assert held
    assert len(held.versions) == MOST
    secretsmanager.move(held, secretsmanager.CURRENT, held.versions[BY_HAND])


def test_an_interrupted_bootstrap_is_an_interrupted_release(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = site.revision
    interrupted = one_off.RunResult(one_off.INTERRUPTED, "", truncated=False, duration_ms=1)
    monkeypatch.setattr(sequence, "run_task", lambda *words: interrupted)
    with pytest.raises(KeyboardInterrupt):
        site.deploy(NEXT)
    assert site.record(NEXT)["state"] == "failed"
    assert site.revision == before


def test_a_secret_that_is_new_is_in_the_first_release_that_has_it(site: Production) -> None:
    for _ in range(2):  # the second finds it there
        release = site.deploy(NEXT, EMAIL_HOST_PASSWORD="smtp")
        names = [one.rpartition("/")[2] for one in service.secrets_of(release.task_definition)]
        assert [name for name in names if name.startswith("EMAIL_HOST_PASSWORD-")]


def test_every_fault_is_named_in_one_run_before_anything(site: Production) -> None:
    before, registered = site.revision, site.registered
    deny = {"Effect": "Deny", "Action": "ecs:UpdateService", "Resource": "*"}
    with site.releases_may(deny, USE_MISSING), pytest.raises(DeliveryError) as refused:
        site.deploy(
            NEXT,
            AWS_S3_CUSTOM_DOMAIN="",
            TASK_ROLE_ARN="",
            DB_PORT="five",
            REDIS_URL="not-shown",
            RELEASES_BUCKET=MISSING,
        )
    found = refused.value.message
    assert "not set: AWS_S3_CUSTOM_DOMAIN, TASK_ROLE_ARN" in found
    assert "DB_PORT must be a port number" in found
    assert "REDIS_URL must be" in found
    assert "The bucket for the records of releases, itg-missing" in found
    assert "ecs:UpdateService on arn:aws:ecs:" in found
    assert "not-shown" not in found
    assert "stack deploy service" in refused.value.remedy
    assert (site.revision, site.registered) == (before, registered)


def test_a_rollback_looks_at_everything_before_it_changes_anything(site: Production) -> None:
    before = site.revision
    site.deploy(NEXT)
    after = site.revision
    with pytest.raises(DeliveryError, match="not set: API_BASE_URL"):
        site.rollback(API_BASE_URL="")
    with site.releases_may(USE_MISSING):
        with pytest.raises(
            DeliveryError, match="The bucket for the records of releases, itg-missing"
        ):
            site.rollback(RELEASES_BUCKET=MISSING)
        assert site.revision == after
        # ECS has it, records or not
        site.rollback(before.rpartition("/")[2], RELEASES_BUCKET=MISSING)
    assert (site.revision, GOOD in site.serving) == (before, True)
    assert any("The rollback could not be recorded" in line for line in site.said)


def test_two_signals_stop_the_task_and_the_audit_has_its_end(
    site: Production, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = Follower.stop

    def interrupt_again(self: Follower, reason: str) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(os.getpid(), number)
        stop(self, reason)

    monkeypatch.setattr(run, "show", lambda line: os.kill(os.getpid(), signal.SIGTERM))
    monkeypatch.setattr(Follower, "stop", interrupt_again)
    with listening(), site.signed_in(COMMANDS):
        code = cli.main(
            ["run", "--stage", "production", "--yes", "--stop-if-interrupted", "--", "sleep", "60"]
        )
    (task,) = [one for one in site.operator.tasks() if one["startedBy"] == "delivery/sleep"]
    assert (code, task["lastStatus"], task["stoppedReason"]) == (
        *(130, "STOPPED"),
        "delivery: interrupted",
    )
    said = capsys.readouterr().err
    assert f"Task {task['taskArn']}\n" in said
    assert said.count(f"The task {task['taskArn']} is stopped first; please wait.") == 2
    assert [(line["command"], line["event"]) for line in site.operator.audit()[-2:]] == [
        ("sleep ***", "started"),
        ("sleep ***", "ended"),
    ]


def test_a_signal_while_the_service_changes_goes_back_before_it_ends(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = site.revision

    def update(one: ecs.Service, revision: str) -> None:
        real(one, revision)
        os.kill(os.getpid(), signal.SIGTERM)  # once on the way, and once on the way back

    real = ecs.update
    monkeypatch.setattr(ecs, "update", update)
    with listening(), pytest.raises(KeyboardInterrupt):
        site.deploy(NEXT)
    assert (site.revision, GOOD in site.serving) == (before, True)
    assert site.record(NEXT) | {"state": "failed", "reason": "interrupted"} == site.record(NEXT)
    assert "Rolling the service back first; please wait." in site.said


def test_each_secret_is_looked_up_once(site: Production, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = secretsmanager.find

    def find(name: str) -> secretsmanager.Secret | None:
        asked.append(name)
        return real(name)

    monkeypatch.setattr(secretsmanager, "find", find)
    sequence.prepare(image(NEXT), site.settings(), site.said.append)
    assert PRODUCTION.secret("DB_PASSWORD") in asked
    assert len(asked) == len(set(asked))


def test_a_service_that_nobody_updated_is_not_waited_for(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The action registers the revision, and fails before it updates the service."""
    monkeypatch.setattr(rollout, "BEGUN_SECONDS", 0.2)
    before, settings = site.revision, site.settings()
    release, _ = sequence.prepare(image(NEXT), settings, site.said.append)
    with pytest.raises(
        DeliveryError, match="The service was not updated to itg-backend:"
    ) as failed:
        sequence.finish(release, settings, site.said.append)
    assert failed.value.remedy == "Read the output of the step that updates the service."
    assert (site.revision, GOOD in site.serving) == (before, True)
    assert site.record(NEXT)["state"] == "failed"


def test_a_cancelled_deployment_goes_back(site: Production) -> None:
    before, settings = site.revision, site.settings()
    release, _ = sequence.prepare(image(NEXT), settings, site.said.append)
    ecs.update(SERVICE, release.task_definition)  # as the action does, before GitHub ends it
    found = releases.prepared(image(NEXT), release.task_definition, settings.bucket)
    sequence.abandon(found, settings, site.said.append)
    assert (site.revision, GOOD in site.serving) == (before, True)
    assert (site.record(NEXT)["state"], site.record(NEXT)["reason"]) == ("failed", "cancelled")


def test_a_migration_is_undone_with_the_code_that_has_it(site: Production) -> None:
    before = site.revision
    later = site.deploy(NEXT).task_definition
    site.rollback()
    words = ["run", "--stage", "production", "--revision", later.rpartition(":")[2], "--yes"]
    ended = site.run(*words, "--", "migrate", "content", "0005")
    assert (ended.returncode, f"of {NEXT}" in ended.stdout) == (0, True), ended.stderr
    assert site.revision == before
    assert site.operator.audit()[-1]["revision"] == later.rpartition("/")[2]


@contextmanager
def listening() -> Iterator[None]:
    """Signals raise as they do in a command."""
    before = {number: signal.getsignal(number) for number in interrupts.SIGNALS}
    interrupts.listen()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_how_a_release_ended_is_in_the_workflows_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    release = Release(
        version="abc",
        image="",
        task_definition="arn:aws:ecs:x/itg-backend:8",
        previous="arn:aws:ecs:x/itg-backend:7",
        at="",
        who="",
        state="served",
        smoke=["cors"],
        accepted=["queries:layout"],
    )
    assert summarized("Release", lambda: release) is release

    def fail() -> Release:
        raise DeliveryError("ECS went back.\n    `boom`", "Look at the log.")

    with pytest.raises(DeliveryError):
        summarized("Rollback", fail)
    assert (tmp_path / "summary.md").read_text() == (
        "### Release: served\n\n`abc` as `itg-backend:8`, before it `itg-backend:7`, "
        "accepted: `queries:layout`, smoke: cors\n"
        "### Rollback failed\n\n```\nECS went back.\n    `boom`\n```\n\n`Look at the log.`\n"
    )


def test_a_rollback_that_was_killed_is_finished_by_the_same_command(site: Production) -> None:
    """And does not lead further back, to the release that somebody went back from."""
    for version in (NEXT, GOOD, NEXT):
        site.deploy(version)
    account = site.operator.account
    where = f"service/{PRODUCTION.cluster}/{PRODUCTION.service}"
    update = f"ecs:UpdateService arn:aws:ecs:{REGION}:{ACCOUNT}:{where} #1"

    def plan(group: int) -> None:
        account.plan(Plan("killed", frozenset({update}), group))

    ended = child.run(("release", "rollback"), site.operator.environment("release"), plan)
    assert (ended.killed, account.relent()) == (True, [update]), ended.err
    assert site.record(NEXT)["state"] == "rolling back"
    assert site.rollback().version == GOOD
    assert GOOD in site.serving
    assert site.record(NEXT)["state"] == "rolled back"


def test_a_rollback_that_goes_back_itself_leaves_no_trace_on_record(site: Production) -> None:
    site.deploy(NEXT)
    with pytest.raises(DeliveryError, match="/health/"):
        site.rollback(API_BASE_URL="http://127.0.0.1:9")
    assert (NEXT in site.serving, site.record(NEXT)["state"]) == (True, "served")


def test_a_secret_that_was_moved_without_an_answer_is_current(site: Production) -> None:
    arn = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{PRODUCTION.secret(KEY)}"
    move = f"secretsmanager:UpdateSecretVersionStage {arn} #1"
    site.operator.account.plan(Plan("lost", frozenset({move})))
    release = site.deploy(NEXT, DJANGO_SECRET_KEY=OTHER_KEY)
    assert site.operator.account.relent() == [move]
    assert (release.state, site.current("DJANGO_SECRET_KEY")) == ("served", OTHER_KEY)

"""A new value of a secret: proved by a release before it is the current one, or not taken."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import StringIO
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from delivery.aws import ecs, ecs_tasks, logs
from delivery.operate import database_users, rotation, secrets_cli
from delivery.operate.verifier import verifier
from delivery.release import sequence
from delivery.run import one_off, service
from delivery.run.follower import Follower
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION
from tests.delivery.production import GOOD, PASSWORD, Production


def rotate(site: Production, name: str, value: str, **options: bool) -> str:
    """The task definition that has it."""
    environ = dict(site.operator.variables)
    return rotation.rotate(name, value, environ, site.said.append, **options).task_definition


def test_a_new_signing_key_serves_beside_the_old_one(site: Production) -> None:
    before, old = site.revision, site.current(rotation.KEY)
    revision = rotate(site, rotation.KEY, "the-next-key-" + "k" * 50)
    assert site.revision == revision != before
    assert GOOD in site.serving
    assert site.current(rotation.KEY) == "the-next-key-" + "k" * 50
    assert site.current(rotation.FALLBACKS).partition(",")[0] == old  # an earlier one may follow
    assert site.current("DB_PASSWORD") == PASSWORD
    record = site.record(GOOD)
    assert (record["task_definition"], record["state"]) == (revision, "served")
    rotate(site, rotation.KEY, "a-third-key-" + "k" * 50, leaked=True)
    assert "next-key" not in site.current(rotation.FALLBACKS)


EVERY = sorted(rotation.known())
LOOKS = {
    "REDIS_URL": "rediss://:token@cache.innovatetogrow.test:6379/0",
    "SENTRY_DSN": "https://0123abcd@o1.ingest.us.sentry.io/2",
    "GOOGLE_SHEETS_CREDENTIALS_JSON": '{"client_email": "sheets@innovatetogrow.test"}',
}


def versions(site: Production, name: str) -> list[tuple[str, list[str]]]:
    """Those that are kept, with their labels."""
    store = site.operator.client("secretsmanager")
    found = store.list_secret_version_ids(SecretId=PRODUCTION.secret(name))["Versions"]
    return [(one["VersionId"], one["VersionStages"]) for one in found if one.get("VersionStages")]


@pytest.mark.parametrize("name", EVERY)
def test_every_secret_gets_a_new_value_and_the_old_one_ends(site: Production, name: str) -> None:
    store, secret = site.operator.client("secretsmanager"), PRODUCTION.secret(name)
    with suppress(ClientError):  # it has it
        store.create_secret(Name=secret, SecretString="the old value")
    value = LOOKS.get(name, "the-new-value-" + "k" * 50)
    revision = rotate(site, name, value)
    assert (site.revision, site.current(name)) == (revision, value)
    assert GOOD in site.serving
    ((version, labels),) = versions(site, name)  # AWS deletes what has no label
    assert "AWSCURRENT" in labels
    record = site.record(GOOD)
    assert (record["task_definition"], record["state"]) == (revision, "served")
    assert record["secrets"][name] == version
    assert site.later_task() == 0


def user(site: Production) -> str:
    """As whom what serves signs in to the database."""
    found = site.operator.client("ecs").describe_task_definition(taskDefinition=site.revision)
    rows = found["taskDefinition"]["containerDefinitions"][0]["environment"]
    return str({one["name"]: one["value"] for one in rows}["DB_USER"])


def test_the_databases_users_take_turns_and_every_revision_still_starts(site: Production) -> None:
    first = site.revision
    with of_command(site, first) as task:
        rotate(site, rotation.DATABASE, "the-next")
        assert (user(site), site.current(rotation.DATABASE)) == ("itg_2", "the-next")
        assert f"the task {task} runs on" in site.said[-1]  # and signs in as before
        assert json.loads(site.database.read_text())["itg"] == PASSWORD
        with pytest.raises(DeliveryError, match=f"The task {task} of .* still runs as itg"):
            rotate(site, rotation.DATABASE, "too-early")
        refused = site.run("secrets", "retire", rotation.DATABASE)
        assert (refused.returncode, "is still needed" in refused.stderr) == (1, True)
    retired = site.run("secrets", "retire", rotation.DATABASE)
    assert retired.returncode == 0, retired.stderr
    assert PASSWORD not in site.database.read_text()
    site.rollback(first.rpartition("/")[2])  # the first user has the new password now
    assert (user(site), GOOD in site.serving) == ("itg", True)
    rotate(site, rotation.DATABASE, "the-third")
    assert (user(site), site.later_task()) == ("itg_2", 0)


@contextmanager
def of_command(site: Production, revision: str) -> Iterator[str]:
    """The id of a task that runs on that revision."""
    state = replace(service.state(), task_definition=revision)
    words = [*one_off.MANAGE, "sleep", "300"]
    arn = ecs_tasks.run_task(service.SERVICE, state, words, one_off.STARTED_BY, str(uuid4()))
    group, prefix = ecs.log_of(service.SERVICE, revision)
    stream = logs.Stream(group, f"{prefix}{arn.rpartition('/')[2]}")
    follower = Follower(service.SERVICE, arn, stream, print)
    try:
        yield arn.rpartition("/")[2]
    finally:
        follower.stop("over")


def test_the_user_that_serves_keeps_its_password_whatever_fails_then(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*words: object) -> None:
        raise DeliveryError("The bucket: AccessDenied.", "")

    before = user(site)
    monkeypatch.setattr(sequence, "record_success", fail)
    with pytest.raises(DeliveryError, match="is in service and works"):
        rotate(site, rotation.DATABASE, "in-service")
    assert user(site) != before
    assert site.later_task() == 0


def test_an_old_value_that_cannot_be_retired_is_a_failure_that_names_the_command(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*words: object) -> None:
        raise DeliveryError("The tasks: AccessDenied.", "Ask for it.")

    monkeypatch.setattr(rotation, "retire", fail)
    with pytest.raises(DeliveryError, match="DJANGO_SECRET_KEY has a new value") as failed:
        rotate(site, rotation.KEY, "with-an-old-one-" + "k" * 50)
    assert failed.value.remedy.endswith(
        "run `build/tools/bin/delivery secrets retire DJANGO_SECRET_KEY`."
    )


def test_what_was_signed_before_a_rotation_that_was_killed_is_still_taken(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its value was made current."""
    old = site.current(rotation.KEY)

    def be_killed(*words: object) -> None:
        raise KeyboardInterrupt

    rotate(site, rotation.KEY, "the-key-before-" + "k" * 50)
    site.deploy(GOOD)  # with the first key; what is taken beside it stays
    monkeypatch.setattr(sequence, "record_success", be_killed)
    with pytest.raises(KeyboardInterrupt):
        rotate(site, rotation.KEY, "a-killed-ones-" + "k" * 50)
    monkeypatch.undo()
    rotate(site, rotation.KEY, "the-last-key-" + "k" * 50)
    assert site.current(rotation.KEY)[:8] == "a-killed", "it is finished, not begun again"
    rotate(site, rotation.KEY, "the-last-key-" + "k" * 50)
    assert site.current(rotation.KEY)[:8] == "the-last"
    assert old in site.current(rotation.FALLBACKS).split(",")
    assert len(versions(site, rotation.KEY)) == 1, "also the killed one's is retired"


def test_a_value_of_a_release_without_a_record_is_retired_after_a_later_release(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*words: object) -> None:
        raise DeliveryError("The task could not be started.", "Try again.")

    before = dict(versions(site, rotation.KEY))
    monkeypatch.setattr(sequence, "run_task", fail)
    with pytest.raises(DeliveryError, match="could not be started"):
        site.deploy(GOOD, **{rotation.KEY: "never-served-" + "k" * 50})
    monkeypatch.undo()
    (version,) = dict(versions(site, rotation.KEY)).keys() - before.keys()
    assert site.run("secrets", "retire", rotation.KEY).returncode == 0
    assert version in dict(versions(site, rotation.KEY)), "its release may still be in progress"
    rotate(site, rotation.KEY, "the-next-key-" + "k" * 50)
    assert len(versions(site, rotation.KEY)) == 1


def test_a_value_that_does_not_work_is_not_taken(
    site: Production, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = site.revision
    monkeypatch.setattr(database_users, "verifier", lambda text: verifier(text.replace("x", "y")))
    with pytest.raises(DeliveryError, match="failed with exit code 1"):
        rotate(site, rotation.DATABASE, "xxx")
    assert (site.revision, site.current("DB_PASSWORD")) == (before, PASSWORD)
    assert GOOD in site.serving
    assert site.later_task() == 0


@pytest.mark.parametrize("name", ["DB_HOST", "NOTHING", "DJANGO_SECRET_KEY_FALLBACKS"])
def test_what_is_no_secret_is_not_rotated(name: str) -> None:
    with pytest.raises(DeliveryError, match="is not a secret that can be rotated"):
        rotation.refuse_unknown(name)


def test_a_value_is_read_from_stdin_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("hunter2\n"))
    assert secrets_cli.read("EMAIL_HOST_PASSWORD") == "hunter2"
    with pytest.raises(DeliveryError, match="No value for EMAIL_HOST_PASSWORD was given"):
        secrets_cli.read("EMAIL_HOST_PASSWORD")


@pytest.mark.django_db
@pytest.mark.parametrize(("fallback", "status"), [(True, 200), (False, 302)])
def test_who_signed_in_before_stays_signed_in_unless_the_key_leaked(
    client: Client, admin_user: User, settings: Settings, fallback: bool, status: int
) -> None:
    client.force_login(admin_user)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "the-next-key"
    settings.SECRET_KEY_FALLBACKS = [old] if fallback else []
    assert client.get("/admin/").status_code == status

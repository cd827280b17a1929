"""A new value of a secret: proved by a release before it is the current one, or not taken."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from delivery.operate import rotation, secrets_cli
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION
from tests.delivery.production import GOOD, PASSWORD, Production


@pytest.fixture
def rotating(site: Production) -> Iterator[Production]:
    """Without the earlier key in the end, which the next tests' production never had."""
    yield site
    store = site.operator.client("secretsmanager")
    store.delete_secret(
        SecretId=PRODUCTION.secret(rotation.FALLBACKS), ForceDeleteWithoutRecovery=True
    )


def rotate(site: Production, name: str, value: str, **options: bool) -> str:
    """The task definition that has it."""
    environ = dict(site.operator.variables)
    return rotation.rotate(name, value, environ, site.said.append, **options).task_definition


def test_a_new_signing_key_serves_beside_the_old_one(rotating: Production) -> None:
    site = rotating
    before, old = site.revision, site.current(rotation.KEY)
    revision = rotate(site, rotation.KEY, "the-next-key-" + "k" * 50)
    assert site.revision == revision != before
    assert GOOD in site.serving
    assert site.current(rotation.KEY) == "the-next-key-" + "k" * 50
    assert site.current(rotation.FALLBACKS) == old
    assert site.current("DB_PASSWORD") == PASSWORD
    record = site.record(GOOD)
    assert (record["task_definition"], record["state"]) == (revision, "served")
    rotate(site, rotation.KEY, "a-third-key-" + "k" * 50, leaked=True)
    assert "next-key" not in site.current(rotation.FALLBACKS)


def test_a_value_that_does_not_work_is_not_taken(site: Production) -> None:
    before = site.revision
    with pytest.raises(DeliveryError):
        rotate(site, "DB_PASSWORD", "wrong")
    assert (site.revision, site.current("DB_PASSWORD")) == (before, PASSWORD)
    assert GOOD in site.serving
    assert site.later_task() == 0


@pytest.mark.parametrize("name", ["DB_HOST", "NOTHING", "DJANGO_SECRET_KEY_FALLBACKS"])
def test_what_is_no_secret_is_not_rotated(name: str) -> None:
    with pytest.raises(DeliveryError, match="is no secret to rotate"):
        rotation.refuse_unknown(name)


def test_a_value_is_read_from_stdin_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("hunter2\n"))
    assert secrets_cli.read("EMAIL_HOST_PASSWORD") == "hunter2"
    with pytest.raises(DeliveryError, match="No value of EMAIL_HOST_PASSWORD came"):
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

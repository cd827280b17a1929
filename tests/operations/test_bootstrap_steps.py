"""The bootstrap's steps one by one, in the tests' own process."""

import errno
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client, RequestFactory
from pytest_django import Settings

from files.storage import StaticStorage
from operations import bootstrap
from operations.models import MigrationMark
from tests import commands
from tests.services.postgres import PostgresServer

pytestmark = pytest.mark.django_db
CONTAINER = commands.BACKEND.parent / "container"
STARTING_SECONDS = 20  # for the other steps, which find nothing to do, and for Gunicorn
SUPERUSER = {"username": "root", "password": "first-password", "email": "root@example.org"}


@pytest.fixture
def superuser(settings: Settings) -> dict[str, str]:
    superuser = dict(SUPERUSER)
    settings.DJANGO_SUPERUSER = superuser
    return superuser


def sign_in(client: Client, password: str) -> bool:
    """As at the sign-in page, for lock-outs ask where a request comes from."""
    request = RequestFactory().post("/admin/login/")
    return client.login(request=request, username="root", password=password)


def test_creates_a_superuser_who_can_sign_in(superuser: dict[str, str], client: Client) -> None:
    assert bootstrap.ensure_superuser() == "root created"
    user = get_user_model().objects.get()
    assert (user.is_staff, user.is_superuser, user.email) == (True, True, "root@example.org")
    assert sign_in(client, "first-password")


def test_an_unchanged_password_keeps_its_sessions(
    superuser: dict[str, str], client: Client
) -> None:
    bootstrap.ensure_superuser()
    sign_in(client, "first-password")
    assert bootstrap.ensure_superuser() == "root unchanged"
    assert client.get("/django-admin/").status_code == 200


def test_a_rotated_password_replaces_the_old_one(superuser: dict[str, str], client: Client) -> None:
    bootstrap.ensure_superuser()
    superuser["password"] = "second-password"
    assert bootstrap.ensure_superuser() == "root updated"
    assert not sign_in(client, "first-password")
    assert sign_in(client, "second-password")


def test_an_existing_user_is_made_superuser_and_keeps_the_rest(superuser: dict[str, str]) -> None:
    superuser["email"] = ""
    get_user_model().objects.create_user("root", "kept@example.org", "x", first_name="Ada")
    assert bootstrap.ensure_superuser() == "root updated"
    user = get_user_model().objects.get()
    assert (user.is_superuser, user.email, user.first_name) == (True, "kept@example.org", "Ada")


@pytest.mark.parametrize("absent", ["username", "password"])
def test_without_name_or_password_nobody_is_created(superuser: dict[str, str], absent: str) -> None:
    superuser[absent] = ""
    assert bootstrap.ensure_superuser().startswith("none asked for")
    assert not get_user_model().objects.exists()


def test_a_run_killed_before_permissions_were_made_is_finished_by_the_next() -> None:
    bootstrap.migrate(print)
    assert bootstrap.migrate(print) == "nothing pending"
    MigrationMark.objects.all().delete()
    Permission.objects.all().delete()
    assert bootstrap.migrate(print) == "0 applied"
    assert Permission.objects.filter(codename="add_menu").exists()
    assert bootstrap.migrate(print) == "nothing pending"


@pytest.fixture
def static_root(settings: Settings, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "files.storage.StaticStorage"}
    }
    return tmp_path / "static"


def test_half_a_static_file_is_not_taken_for_a_whole_one(static_root: Path) -> None:
    said = bootstrap.collect_static(print)
    assert re.fullmatch("collected, 0 uploaded, manifest [0-9a-f]{12}", said)
    assert bootstrap.collect_static(print) == said.replace("collected", "unchanged")
    (static_root / "sources.sha256").unlink()  # killed before its last act
    half = static_root / "wagtailadmin" / "css" / "core.css"
    whole = half.read_bytes()
    half.write_bytes(whole[:100])
    assert bootstrap.collect_static(print) == said
    assert half.read_bytes() == whole


def test_collectstatic_writes_no_file_that_is_collected(
    static_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The image's root is read-only, and its files are collected when it is built."""
    call_command("collectstatic", interactive=False, verbosity=0)
    assert capsys.readouterr().out == ""
    collected = times_of(static_root)
    assert collected
    call_command("collectstatic", interactive=False)
    assert capsys.readouterr().out == "Static files are collected; 0 uploaded.\n"
    assert times_of(static_root) == collected
    assert bootstrap.collect_static(print).startswith("unchanged, 0 uploaded, ")
    (static_root / "sources.sha256").unlink()
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (static_root / "sources.sha256").is_file()


def times_of(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_ctime_ns for path in [folder, *folder.rglob("*")]}


def test_collectstatic_that_cannot_write_says_so_in_one_sentence(
    static_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: StaticStorage, name: str, content: object) -> str:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), name)

    monkeypatch.setattr(StaticStorage, "_save", refuse)
    with pytest.raises(CommandError, match=r"could not be collected into .*: .*Read-only file"):
        call_command("collectstatic", interactive=False, verbosity=0)


class Hours:
    """A clock that nobody waits for."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def seconds_of_ecs() -> list[float]:
    """After how long ECS ends a container that does not serve yet."""
    definition = json.loads((CONTAINER / "task-definition.json").read_text())
    check = definition["containerDefinitions"][0]["healthCheck"]
    (grace,) = re.findall(
        r"HealthCheckGracePeriodSeconds: (\d+)",
        (CONTAINER / "infrastructure/service.yaml").read_text(),
    )
    return [check["startPeriod"] + check["retries"] * check["interval"], float(grace)]


def test_the_wait_for_a_database_that_hangs_ends_before_ecs_gives_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, said = Hours(), list[str]()

    def hang() -> None:
        clock.sleep(postgresql_connect_seconds())
        raise OperationalError("timeout expired")

    monkeypatch.setattr(bootstrap, "time", clock)
    monkeypatch.setattr(bootstrap, "connection", SimpleNamespace(ensure_connection=hang))
    with pytest.raises(bootstrap.BootstrapError, match=r"in 13 tries within 89 s\."):
        bootstrap.wait_for_database(said.append)
    assert len(said) == 13
    assert clock.now < min(seconds_of_ecs()) - STARTING_SECONDS


@pytest.mark.parametrize("wrong", [{"password": "never-shown"}, {"user": "nobody_here"}])
def test_a_refused_password_or_user_is_told_at_once(
    postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, Any]
) -> None:
    login, said = replace(postgres_server.owner, **wrong), list[str]()

    def connect() -> None:
        try:
            psycopg2.connect(
                dbname=login.name,
                user=login.user,
                password=login.password,
                host=login.host,
                port=login.port,
            )
        except psycopg2.OperationalError as error:
            raise OperationalError(*error.args) from error

    monkeypatch.setattr(bootstrap, "connection", SimpleNamespace(ensure_connection=connect))
    with pytest.raises(bootstrap.BootstrapError, match="Check DB_USER and DB_PASSWORD") as refused:
        bootstrap.wait_for_database(said.append)
    assert (said, "never-shown" in str(refused.value)) == ([], False)


def postgresql_connect_seconds() -> int:
    (seconds,) = re.findall(
        r'"connect_timeout": (\d+)', (commands.BACKEND / "core/settings/base.py").read_text()
    )
    return int(seconds)


def test_two_sites_that_share_a_static_folder_collect_it_once(
    static_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[str] = []
    with bootstrap.file_lock(tmp_path / "static.lock") as acquire:
        assert acquire()
        monkeypatch.setattr(bootstrap, "LOCK_SECONDS", 0)
        with pytest.raises(bootstrap.BootstrapError, match="Another bootstrap held its lock"):
            bootstrap.collect_static(waited.append)
    assert waited == ["      Another bootstrap is running; waiting for it"]
    assert bootstrap.collect_static(print).startswith("collected, 0 uploaded, manifest ")

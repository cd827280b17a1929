"""What the image is: the guide's six steps, and nothing that is not needed to run."""

import json

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.container.builder import ROOT, VERSION, Builder
from tests.container.conftest import Container

GUNICORN = "gunicorn core.wsgi:application --bind 0.0.0.0:8000 --workers 3 --timeout 120"


def test_configuration(builder: Builder, image: str) -> None:
    found = builder.inspect(image)
    config = found["Config"]
    health = found.get("Healthcheck") or config["Healthcheck"]  # podman's place, and Docker's
    assert health["Test"] == ["CMD", "python", "healthcheck.py"]
    assert config["User"] == "1000:1000"
    assert config["Entrypoint"] == ["./entrypoint.sh"]
    assert " ".join(config["Cmd"]) == GUNICORN
    assert config["ExposedPorts"] == {"8000/tcp": {}}
    assert config["WorkingDir"] == "/app"
    assert config["Labels"]["org.opencontainers.image.revision"] == VERSION
    assert f"APP_VERSION={VERSION}" in config["Env"]
    assert "DJANGO_SETTINGS_MODULE=core.settings.prod" in config["Env"]


def test_secrets_are_not_in_it(builder: Builder, image: str) -> None:
    names = {entry.partition("=")[0] for entry in builder.inspect(image)["Config"]["Env"]}
    assert not {name for name in names if "SECRET" in name or "PASSWORD" in name}


def test_its_user_is_django(inside: Container) -> None:
    code, said = inside.execute("id")
    assert (code, said.strip()) == (0, "uid=1000(django) gid=1000(django) groups=1000(django)")


@pytest.mark.parametrize("program", ["gcc", "cc", "make", "pg_config"])
def test_has_no_compiler(inside: Container, program: str) -> None:
    code, _ = inside.execute("sh", "-c", f"command -v {program}")
    assert code != 0


def test_holds_the_backend_and_no_leftovers(inside: Container) -> None:
    _, listed = inside.execute("ls", "-A", "/app")
    apps = {
        path.name
        for path in (ROOT / "backend").iterdir()
        if (path / "__init__.py").exists() and path.name not in {"delivery", "reviewing", "sample"}
    }
    scripts = {"manage.py", "entrypoint.sh", "gunicorn.conf.py", "healthcheck.py"}
    assert set(listed.split()) == apps | scripts | {"__pycache__", "static"}
    for left in ("/wheels", "/build", "/root/.cache", "/opt/venv/bin/pip", "/app/db.sqlite3"):
        assert inside.execute("test", "-e", left)[0] == 1, left


def test_django_may_write_to_the_temporary_folder_alone(inside: Container) -> None:
    for folder, code in (("/app", 1), ("/opt/venv", 1), ("/", 1), ("/var", 1), ("/tmp", 0)):  # noqa: S108
        words = f"import tempfile; tempfile.TemporaryFile(dir={folder!r})"
        assert inside.execute("python", "-c", words)[0] == code, folder


def test_has_no_capability(inside: Container) -> None:
    _, said = inside.execute("grep", "CapEff", "/proc/self/status")
    assert int(said.split()[1], 16) == 0


def test_everything_is_compiled(inside: Container) -> None:
    words = "import sys, core.wsgi; print('loaded', len(sys.modules))"
    settings = ("env", "DJANGO_SETTINGS_MODULE=core.settings.dev")
    code, said = inside.execute(*settings, "python", "-v", "-c", words)
    assert code == 0, said[-2000:]
    lines = [line for line in said.splitlines() if line.startswith("# code object from")]
    assert len(lines) > 500
    assert [line for line in lines if "/app/" in line and ".pyc" not in line] == []


def test_every_migration_is_in_it(inside: Container) -> None:
    """So that it makes a database of its own, whatever the one that it finds.

    But for those of previews, whose code it does not have.
    """
    words = (
        "import django; django.setup(); from django.db.migrations.loader import MigrationLoader; "
        "print(*('.'.join(key) for key in MigrationLoader(None).disk_migrations))"
    )
    settings = ("env", "DJANGO_SETTINGS_MODULE=core.settings.dev")
    code, said = inside.execute(*settings, "python", "-c", words)
    assert code == 0, said
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    assert set(said.split()) == {name for name in known if not name.startswith("reviewing.")}


def test_static_files_have_their_hashed_names(inside: Container) -> None:
    _, said = inside.execute("cat", "static/staticfiles.json")
    paths = json.loads(said)["paths"]
    hashed = paths["wagtailadmin/css/core.css"]
    assert inside.execute("test", "-s", f"static/{hashed}")[0] == 0

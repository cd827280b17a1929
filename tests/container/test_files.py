"""The files of container/ by the rules of their kinds, and against each other."""

from typing import Any

import yaml

from core.variables import VARIABLES
from tests.container.builder import CONTAINER
from tests.container.test_image import GUNICORN
from tests.contracts import python_version


def test_the_dockerfile_takes_the_guides_steps() -> None:
    steps = (
        *("libpq-dev", "requirements.txt", "COPY backend/", "useradd --uid 1000", "EXPOSE 8000"),
        'ENTRYPOINT ["./entrypoint.sh"]',
    )
    text = (CONTAINER / "Dockerfile").read_text()
    assert [step for step in steps if step not in text] == []
    assert f"CMD {str(GUNICORN.split()).replace(chr(39), chr(34))}" in text
    assert f"python:{python_version.version()}-slim" in text


def test_the_dockerfile_builds_with_any_builder() -> None:
    text = (CONTAINER / "Dockerfile").read_text()
    assert [word for word in ("# syntax=", "<<", "--link", "--mount") if word in text] == []


def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((CONTAINER / "compose.yaml").read_text())
    return document


def test_compose_runs_the_image_with_postgresql_16_and_redis() -> None:
    services = compose()["services"]
    assert services["postgres"]["image"] == "postgres:16"
    assert services["redis"]["image"].startswith("redis:")
    assert set(services["backend"]["depends_on"]) == {"postgres", "redis"}
    assert all("healthcheck" in services[name] for name in ("postgres", "redis"))


def test_compose_sets_variables_that_exist_and_hardens_the_container() -> None:
    backend = compose()["services"]["backend"]
    known = {row.name for row in VARIABLES} | {"DJANGO_SETTINGS_MODULE"}
    assert set(backend["environment"]) <= known
    hardened = (backend["read_only"], backend["cap_drop"], backend["tmpfs"])
    assert hardened == (True, ["ALL"], ["/tmp"])  # noqa: S108

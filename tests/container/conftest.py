"""The image, built once for all workers, and containers of it that end with their test."""

import fcntl
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import uuid4

import pytest

from tests.container.builder import BUILD_SECONDS, HARDENED, ROOT, Builder, find_builder
from tests.delivery.fixtures import folder_of_all_workers

ENDS_WITHIN = 600  # A container that hangs is given up then. It is no statement about speed.


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test to ask for the image waits for its build."""
    for item in items:
        if "image" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(BUILD_SECONDS))


@pytest.fixture(scope="session")
def builder() -> Builder:
    found = find_builder()
    if isinstance(found, str):
        pytest.skip(found)
    return found


@pytest.fixture(scope="session")
def image(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its name. The layers of earlier builds are reused by the builder itself."""
    folder = folder_of_all_workers(tmp_path_factory) / "image"
    folder.mkdir(exist_ok=True)
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    name = f"localhost/itg-backend-tests:{checkout}"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            builder.build(name)
            (folder / "built").touch()
    return name


@dataclass
class Container:
    """A container in the background. A context manager that removes it."""

    builder: Builder
    words: list[str]
    name: str = ""

    def __enter__(self) -> Self:
        self.name = f"itg-test-{uuid4().hex[:8]}"
        self.builder.call("run", "--detach", "--name", self.name, *self.words)
        return self

    def __exit__(self, *error: object) -> None:
        self.builder.call("kill", self.name, check=False)  # rm would first wait 10 s for its end
        self.builder.call("rm", "--force", self.name, check=False)

    def execute(self, *words: str) -> tuple[int, str]:
        """Exit code and output of a command inside."""
        ended = self.builder.call("exec", self.name, *words, check=False)
        return ended.returncode, ended.stdout

    def output(self) -> str:
        return self.builder.call("logs", self.name).stdout

    def signal(self, name: str) -> None:
        self.builder.call("kill", "--signal", name, self.name)

    @property
    def running(self) -> bool:
        return bool(self.builder.inspect(self.name)["State"]["Running"])

    def exit_code(self) -> int:
        """Waits for its end."""
        wait_for(lambda: not self.running, "the container to end")
        return int(self.builder.inspect(self.name)["State"]["ExitCode"])


def wait_for(happens: Callable[[], bool], what: str, within: float = ENDS_WITHIN) -> None:
    give_up_at = time.monotonic() + within
    while not happens():
        assert time.monotonic() < give_up_at, f"waited {within:.0f} s for {what}"
        time.sleep(0.05)


StartContainer = Callable[..., Container]


@pytest.fixture
def start(image: str, builder: Builder) -> Iterator[StartContainer]:
    """``start(environment, *command, network="none")`` runs a hardened container of the image."""
    with ExitStack() as stack:

        def run(
            environment: Mapping[str, str],
            *command: str,
            network: str = "none",
            entrypoint: str = "",
        ) -> Container:
            words = ["--network", network, *HARDENED]
            words += [word for pair in environment.items() for word in ("--env", "=".join(pair))]
            words += ["--entrypoint", entrypoint] if entrypoint else []
            return stack.enter_context(Container(builder, [*words, image, *command]))

        yield run


@pytest.fixture(scope="module")
def inside(image: str, builder: Builder) -> Iterator[Container]:
    """A container that does nothing, for commands that look at the image."""
    with Container(builder, ["--network", "none", *HARDENED, image, "sleep", "3600"]) as container:
        yield container


@pytest.fixture
def local() -> dict[str, str]:
    """What a container needs to serve alone: dev's settings, SQLite in memory that is its own."""
    return {"DJANGO_SETTINGS_MODULE": "core.settings.dev", "LOCAL_DATA_DIR": "/tmp"}  # noqa: S108


@pytest.fixture
def dockerfile() -> Path:
    return ROOT / "container" / "Dockerfile"

"""The image, built when what it is made of changed, and containers that end with their test."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self
from uuid import uuid4

import pytest

from tests import prepared
from tests.container.builder import BUILD_SECONDS, HARDENED, ROOT, Builder, find_builder

ENDS_WITHIN = 600  # A container that hangs is given up then. It is no statement about speed.
DATA = "/data"
ALIVE = "The container is up."


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
def image(builder: Builder) -> str:
    """Its id. The builder keeps it while nothing that it is made of changes."""
    return builder.kept_image()


class Container:
    """A container in the background. A context manager that removes it."""

    def __init__(self, builder: Builder, words: list[str]) -> None:
        self.builder, self.words = builder, words
        self.name = f"itg-test-{uuid4().hex[:8]}"
        self.log = Path(tempfile.gettempdir()) / f"{self.name}.log"

    def __enter__(self) -> Self:
        command = ["run", "--name", self.name, *self.words]
        with self.log.open("wb") as log:
            self._process = self.builder.start(*command, output=log)
        return self

    def __exit__(self, *error: object) -> None:
        self.builder.remove(self.name)
        self._process.wait(ENDS_WITHIN)
        self.log.unlink()

    def execute(self, *words: str) -> tuple[int, str]:
        """Exit code and output of a command inside."""
        ended = self.builder.call("exec", self.name, *words, check=False)
        return ended.returncode, ended.stdout

    def output(self) -> str:
        return self.log.read_text()

    def signal(self, name: str) -> None:
        self.builder.call("kill", "--signal", name, self.name)

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def exit_code(self) -> int:
        """Waits for its end."""
        return self._process.wait(ENDS_WITHIN)


def wait_for(happens: Callable[[], bool], what: str, within: float = ENDS_WITHIN) -> None:
    give_up_at = time.monotonic() + within
    while not happens():
        assert time.monotonic() < give_up_at, f"waited {within:.0f} s for {what}"
        time.sleep(0.05)


StartContainer = Callable[..., Container]


@pytest.fixture
def start(image: str, builder: Builder) -> Iterator[StartContainer]:
    """``start(environment, *command, network="none", data=None)`` runs a hardened container of the
    image; ``data`` is a folder, which it has as DATA.
    """
    with starter(image, builder) as run:
        yield run


@pytest.fixture(scope="session")
def inside(image: str, builder: Builder) -> Iterator[Container]:
    """One for all tests that look around inside."""
    with starter(image, builder) as run:
        container = run({}, "sh", "-c", f"echo '{ALIVE}'; exec sleep 86400")
        wait_for(lambda: ALIVE in container.output() or not container.running, "the container")
        assert container.running, container.output()
        yield container


@contextmanager
def starter(image: str, builder: Builder) -> Iterator[StartContainer]:
    with ExitStack() as stack:

        def run(
            environment: Mapping[str, str],
            *command: str,
            network: str = "none",
            data: Path | None = None,
        ) -> Container:
            words = ["--network", network, *HARDENED]
            words += ["--volume", f"{data}:{DATA}"] if data else []
            words += [word for pair in environment.items() for word in ("--env", "=".join(pair))]
            return stack.enter_context(Container(builder, [*words, image, *command]))

        yield run


@pytest.fixture
def local() -> dict[str, str]:
    """What a container needs alone: dev's settings, SQLite in memory that is its own."""
    return {"DJANGO_SETTINGS_MODULE": "core.settings.dev", "LOCAL_DATA_DIR": "/tmp"}  # noqa: S108


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    """A folder with a migrated SQLite database, which the image's user may write to."""
    with prepared.migrated_sqlite() as kept:
        folder = Path(shutil.copytree(kept, tmp_path / "data"))
    folder.chmod(0o777)
    for path in folder.iterdir():
        path.chmod(0o666)
    return folder


@pytest.fixture
def dockerfile() -> Path:
    return ROOT / "container" / "Dockerfile"

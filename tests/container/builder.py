"""What builds and runs the image on this machine: Docker on the real base, else podman on a
stand-in for it.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from tests.container import build_context, stand_in_base
from tests.services.kept import KEPT

ROOT: Final = Path(__file__).parents[2]
CONTAINER: Final = ROOT / "container"
DOCKERFILE: Final = CONTAINER / "Dockerfile"
BASE: Final = re.compile(r"^ARG BASE=(\S+)", re.MULTILINE)
BUILD_SECONDS: Final = 900
# Each checkout has one of its own.
IMAGE: Final = f"localhost/itg-tests-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"
VERSION: Final = "0123456789abcdef0123456789abcdef01234567"
# As production's task definition asks for it.
HARDENED: Final = (
    *("--read-only", "--tmpfs", "/tmp", "--cap-drop", "all"),  # noqa: S108
    *("--security-opt", "no-new-privileges"),
)
# Debian's podman 4.3 asks for limits and cgroups that a container on a container does not have.
CONTAINERS_CONF: Final = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""


@dataclass(frozen=True)
class Builder:
    """``docker`` or ``podman``, and the environment it needs."""

    program: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def is_podman(self) -> bool:
        return self.program == "podman"

    @property
    def base_name(self) -> str:
        found = BASE.search(DOCKERFILE.read_text())
        assert found, f"{DOCKERFILE} names no base"
        return stand_in_base.NAME if self.is_podman else found[1]

    def call(
        self, *words: str | Path, within: float = 600, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Its output and errors together in ``stdout``."""
        ended = subprocess.run(
            [self.program, *words],
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=within,
        )
        assert not check or ended.returncode == 0, f"{self.program} {words[0]}:\n{ended.stdout}"
        return ended

    def start(self, *words: str, output: IO[bytes]) -> "subprocess.Popen[bytes]":
        """In the background, with output and errors in that file."""
        return subprocess.Popen(
            [self.program, *words],
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )

    def remove(self, container: str) -> None:
        """At once. Unless it is told, podman gives a container ten seconds to end by itself."""
        at_once = ("--time", "0") if self.is_podman else ()
        self.call("rm", "--force", *at_once, container, check=False)

    def inspect(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.call("inspect", name).stdout)[0]
        return found

    def kept_image(self) -> str:
        """Its id. Made where it is missing; then the one before it is removed.

        Two checkouts may build the same image at once, and podman then loses one of its names.
        """
        KEPT.mkdir(parents=True, exist_ok=True)
        with (KEPT / "image.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return self.made_or_kept()

    def made_or_kept(self) -> str:
        if self.is_podman:
            self.ensure_base()
        base = self.inspect(stand_in_base.NAME)["Id"] if self.is_podman else ""
        how = Path(__file__).read_text()
        name = f"{IMAGE}:{build_context.key(ROOT, self.program, base, how)}"
        if self.call("image", "inspect", name, check=False).returncode:
            self.build(name)
            listed = self.call("images", "--format", "{{.Repository}}:{{.Tag}}", IMAGE).stdout
            for other in set(listed.split()) - {name}:
                self.call("rmi", other, check=False)
        return str(self.inspect(name)["Id"])

    def build(self, name: str, dockerfile: Path = DOCKERFILE) -> None:
        arguments = {"BASE": self.base_name, "APP_VERSION": VERSION}
        words: list[str | Path] = ["--tag", name]
        words += [word for pair in arguments.items() for word in ("--build-arg", "=".join(pair))]
        if self.is_podman:
            words += self.podman_words()
        self.call(*("build", "--file", dockerfile, *words, ROOT), within=BUILD_SECONDS)

    def base(self) -> str:
        """The name of what every image here is built on, which is there afterwards."""
        if self.is_podman:
            self.ensure_base()
        else:
            self.call("pull", "--quiet", self.base_name)
        return self.base_name

    def podman_words(self) -> tuple[str | Path, ...]:
        """Docker's format, for podman's own knows no health check; this machine's certificates."""
        pip = Path(tempfile.gettempdir()) / f"itg-pip-{os.getuid()}.conf"
        certificates = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE", "")
        pip.write_text("[global]\ncert = /etc/itg-certificates.crt\n" if certificates else "")
        trust = ("--volume", f"{certificates}:/etc/itg-certificates.crt:ro") if certificates else ()
        return (
            *("--pull=never", "--format", "docker"),
            *("--network", "host", "--ignorefile", CONTAINER / "Dockerfile.dockerignore"),
            *("--volume", f"{pip}:/etc/pip.conf:ro", *trust),
        )

    def ensure_base(self) -> None:
        if self.call("image", "exists", stand_in_base.NAME, check=False).returncode == 0:
            return
        with tempfile.TemporaryDirectory() as folder:
            tar = Path(folder) / "base.tar"
            stand_in_base.archive(tar)
            self.call("import", tar, stand_in_base.NAME, within=120)


def find_builder() -> Builder | str:
    """A builder, or why there is none."""
    if shutil.which("docker") and all_succeed(["docker", "buildx", "version"], ["docker", "info"]):
        return Builder("docker")
    missing = [name for name in ("podman", "runc", "mmdebstrap") if not shutil.which(name)]
    if missing:
        return f"no Docker responds and {', '.join(missing)} is missing: see .ci/builder"
    if os.geteuid():
        return "no Docker responds, and making podman's stand-in base needs root"
    configuration = Path(tempfile.gettempdir()) / f"itg-containers-{os.getuid()}.conf"
    configuration.write_text(CONTAINERS_CONF)
    return Builder("podman", {"CONTAINERS_CONF": str(configuration)})


def all_succeed(*commands: Sequence[str]) -> bool:
    return all(
        subprocess.run(command, capture_output=True, timeout=30).returncode == 0
        for command in commands
    )

"""The zip that Lambda runs: Zappa's package, made small, precompiled and reproducible."""

import json
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from delivery.package import contents, runtime, source, zappa
from delivery.tools import archive, config
from delivery.tools.checkout import ROOT
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.workplace import fresh, one_at_a_time, put

OUTPUT: Final = ROOT / "build" / "package.zip"
SETTINGS: Final = "zappa_settings.json"
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
UNZIPPED_LIMIT: Final = 250 * 2**20


@dataclass(frozen=True, slots=True)
class BuildPaths:
    """What a build reads, and the folder it works in."""

    backend: Path = ROOT / "backend"
    lock: Path = ROOT / "requirements.txt"
    settings: Path = ROOT / SETTINGS
    folder: Path = ROOT / "build" / "package"

    @property
    def runtime(self) -> Path:
        return self.folder / "runtime"


def build(output: Path, say: Say, project: BuildPaths | None = None) -> None:
    """Build the package and put it at ``output``, whole or not at all. Raises DeliveryError.

    Safe to repeat and to interrupt; a second build waits for the first. Beside the package lie the
    Zappa settings it was built with.
    """
    project = project or BuildPaths()
    refuse_another_machine()
    stages = zappa.read_settings(project.settings)
    with one_at_a_time(project.folder, say), fresh(project.folder) as work:
        ensure_runtime(project, say)
        say("Code and static files: copying and collecting")
        code, packages = work / "backend", work / "packages"
        source.copy(project.backend, code)
        source.collect_static(code, runtime.site_packages(project.runtime))
        contents.link_needed(
            runtime.site_packages(project.runtime), runtime.site_packages(packages)
        )
        source.mark_collected(code, runtime.site_packages(packages))
        say("Package: Zappa at work")
        settings = write_settings(stages, work / SETTINGS)
        made = zappa.package(settings, code, packages, work)
        say("Package: putting it in order")
        finished = work / "finished.zip"
        put_in_order(made, [code, runtime.site_packages(packages)], finished)
        output.parent.mkdir(parents=True, exist_ok=True)
        put(settings, output.with_name(SETTINGS))
        put(finished, output)


def refuse_another_machine() -> None:
    """Collecting static files runs the packages made for Lambda, so only its kind can build."""
    found = (platform.system(), platform.machine(), sys.version_info[:2])
    if found != ("Linux", "x86_64", (3, 11)):
        raise DeliveryError(
            "The package is built on Linux x86_64 with Python 3.11, not on "
            f"{platform.system()} {platform.machine()} with Python {platform.python_version()}.",
            "Let the pull request's workflow build it, or build in a container of that kind.",
        )


def ensure_runtime(project: BuildPaths, say: Say) -> None:
    if not project.lock.is_file():
        raise DeliveryError(f"{project.lock} is missing.", "Compile it with `make lock`.")
    if runtime.is_intact(project.runtime, project.lock):
        say("Runtime packages: unchanged")
        return
    say("Runtime packages: installing requirements.txt for Lambda")
    runtime.make(project.runtime, project.lock)


def write_settings(stages: dict[str, Any], path: Path) -> Path:
    """The settings with this account's ids, which the committed file does not hold."""
    values = zappa.Account.read(config.environment()).values()
    rendered = {name: zappa.render_stage(stage, values) for name, stage in stages.items()}
    path.write_text(json.dumps(rendered, indent=2) + "\n")
    return path


def put_in_order(made: Path, brought: list[Path], finished: Path) -> None:
    """Zip again what the folders brought, and nothing that Zappa added for a handler of its own.

    Zappa also drops base names at any depth without a word, so what it lost is looked for.
    """
    wanted = set().union(*(archive.files_below(folder) for folder in brought))
    lost = wanted - {entry.name for entry in archive.entries(made)}
    if lost:
        raise DeliveryError(
            f"Zappa left out what Lambda needs: {', '.join(sorted(lost)[:10])}.",
            "Rename it, or list it in delivery/package/contents.py if Lambda can do without.",
        )
    archive.write_ordered(made, wanted, finished)
    size = sum(entry.size for entry in archive.entries(finished))
    if size > UNZIPPED_LIMIT:
        raise DeliveryError(
            f"The package is {size / 2**20:.0f} MiB unzipped; Lambda takes 250.",
            "Remove a dependency, or list what Lambda can do without in "
            "delivery/package/contents.py.",
        )

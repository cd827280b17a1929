"""The zip that Lambda runs: Zappa's package, made small, precompiled and reproducible."""

import json
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from delivery.package import contents, dependencies, parts, runtime, source, zappa
from delivery.tools import config
from delivery.tools.build_folder import fresh, one_at_a_time, put
from delivery.tools.checkout import ROOT
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say

OUTPUT: Final = ROOT / "build" / "package.zip"
SETTINGS: Final = "zappa_settings.json"


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
        settings = write_settings(stages, work / SETTINGS)
        finished, packages = work / "finished.zip", work / "packages"
        needed = runtime.site_packages(packages)
        contents.link_needed(runtime.site_packages(project.runtime), needed)
        kept = dependencies.ensure(project.runtime, packages, settings, project.folder, work, say)
        shutil.copyfile(kept, finished)
        say("Code and static files: copying and collecting")
        code = work / "backend"
        source.copy(project.backend, code)
        source.collect_static(code, runtime.site_packages(project.runtime))
        source.mark_collected(code, needed)
        say("Package: running Zappa")
        made = zappa.package(settings, code, parts.empty_runtime(work), work)
        parts.append(made, code, finished, "backend")
        parts.refuse_too_large(finished)
        output.parent.mkdir(parents=True, exist_ok=True)
        put(settings, output.with_name(SETTINGS))
        put(finished, output)


def refuse_another_machine() -> None:
    """Collecting static files runs the packages made for Lambda, so only its kind can build."""
    version = "{}.{}".format(*sys.version_info[:2])
    found = (platform.system(), platform.machine(), version)
    if found != ("Linux", "x86_64", runtime.PYTHON):
        raise DeliveryError(
            f"The package is built on Linux x86_64 with Python {runtime.PYTHON}, not on "
            f"{platform.system()} {platform.machine()} with Python {platform.python_version()}.",
            "Let the pull request's workflow build it, or build in a container of that kind.",
        )


def ensure_runtime(project: BuildPaths, say: Say) -> None:
    if not project.lock.is_file():
        raise DeliveryError(f"{project.lock} is missing.", "Create it with `make lock`.")
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

"""Writes the result of a release into the summary of a workflow's run."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from delivery.records.releases import Release, short
from delivery.tools import config
from delivery.tools.errors import DeliveryError
from delivery.tools.markdown import block, code


def summarized(what: str, run: Callable[[], Release]) -> Release:
    """Run the release, and write its result into the summary, if there is one."""
    try:
        release = run()
    except DeliveryError as error:
        write(f"### {what} failed\n\n{block(error.message)}\n\n{code(error.remedy)}\n")
        raise
    revision, before = code(short(release.task_definition)), code(short(release.previous))
    accepted = f", accepted: {' '.join(map(code, release.accepted))}" if release.accepted else ""
    smoke = f", smoke: {', '.join(release.smoke)}" if release.smoke else ""
    write(
        f"### {what}: {release.state}\n\n{code(release.version)} as {revision}, before it {before}"
        f"{accepted}{smoke}\n"
    )
    return release


def write(text: str) -> None:
    """If the summary cannot be written, the result stays the same."""
    name = config.environment().get("GITHUB_STEP_SUMMARY")
    if name:
        with suppress(OSError), Path(name).open("a") as file:
            file.write(text)

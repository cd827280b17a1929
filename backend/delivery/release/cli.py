"""``release``: one image digest put into production, and back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click
from click.decorators import FC

from delivery.records import releases
from delivery.records.releases import Release, short
from delivery.release import screens, sequence
from delivery.release.rollback import roll_back
from delivery.release.settings import ReleaseSettings
from delivery.release.summary import summarized
from delivery.smoke import probes
from delivery.tools import config
from delivery.tools.command_line import Noun
from delivery.tools.console import as_json, image, output, paths, say, seconds, table

REGISTERED: Final = '--image "$IMAGE" \\\n--task-definition "$TASK_DEFINITION"'


@click.group("release", cls=Noun, examples=["release list", "release rollback"])
def noun() -> None:
    """Release an image, or go back."""


def commit(name: str, what: str) -> Callable[[FC], FC]:
    return click.argument(name.lower(), metavar=name, help=what)


task_definition = click.option(
    "--task-definition", required=True, metavar="ARN", help="The revision that was registered."
)
patience = seconds("--smoke-within", probes.WITHIN_SECONDS, "How long smoke tries.")


accepted = click.option(
    "--accept",
    multiple=True,
    envvar="ACCEPT",
    metavar="NAME",
    help="A finding of the proof that is intended. Repeat it, or list them in ACCEPT.",
)


def settings(
    smoke_seconds: float = probes.WITHIN_SECONDS, accept: Sequence[str] = ()
) -> ReleaseSettings:
    environ = config.environment()
    return ReleaseSettings.read(environ, smoke_seconds=smoke_seconds, accepted=accept)


@noun.command("deploy", examples=['release deploy --image "$IMAGE"'])
@image
@patience
@accepted
def deploy(image: str, smoke_within: float, accept: tuple[str, ...]) -> None:
    """Bootstrap, prove, update the service, probe it, or go back."""
    with_settings = settings(smoke_within, accept)
    release = summarized("Release", lambda: sequence.deploy(image, with_settings, say))
    print(f"{release.version} serves as {short(release.task_definition)}")


@noun.command(
    "prepare", examples=['release prepare --image "$IMAGE" \\\n--output task-definition.json']
)
@image
@click.option(
    "--output",
    "target",
    required=True,
    type=output,
    metavar="FILE",
    shell_complete=paths,
    help="What the ECS action registers and points the service at.",
)
@accepted
def prepare(image: str, target: Path, accept: tuple[str, ...]) -> None:
    """Do the steps before the service is updated."""

    def made() -> Release:
        release, document = sequence.prepare(image, settings(accept=accept), say)
        target.write_text(json.dumps(document, indent=2) + "\n")
        return release

    release = summarized("Preparation", made)
    print(f"{release.version} is prepared in {target}")


@noun.command("verify", examples=[f"release verify {REGISTERED}"])
@image
@task_definition
@patience
def verify(image: str, task_definition: str, smoke_within: float) -> None:
    """Do the steps after the service was updated, or go back."""
    with_settings = settings(smoke_within)
    found = releases.prepared(image, task_definition, with_settings.bucket)
    release = summarized("Release", lambda: sequence.finish(found, with_settings, say))
    print(f"{release.version} serves as {short(release.task_definition)}")


@noun.command("abandon", examples=[f"release abandon {REGISTERED}"])
@image
@task_definition
def abandon(image: str, task_definition: str) -> None:
    """Go back after the deployment was cancelled."""
    release = releases.prepared(image, task_definition, settings().bucket)
    sequence.abandon(release, settings(), say)
    print(f"{short(release.previous)} serves again")


@noun.command("rollback", examples=["release rollback", "release rollback --to itg-backend:7"])
@click.option(
    "--to",
    default="",
    metavar="COMMIT",
    help="Instead of the release before. A revision such as itg-backend:7 needs no records.",
)
@click.option(
    "--unchecked",
    is_flag=True,
    help="Do not ask whether that code runs on today's schema.",
)
def rollback(to: str, unchecked: bool) -> None:
    """Go back to the release before, with its backend and its site."""
    release = summarized("Rollback", lambda: roll_back(settings(), say, to, unchecked=unchecked))
    print(f"{release.version} serves as {short(release.task_definition)}")


@noun.command("list", examples=["release list", "release list --json"])
@as_json
def listed(as_json: bool) -> None:
    """Show the releases on record, the newest first."""
    found = releases.history(settings().bucket)
    if as_json:
        print(json.dumps([asdict(release) for release in found], indent=1))
    else:
        headings = ("When", "Commit", "State", "Task definition", "Who", "Smoke")
        now = sequence.in_service()
        print(table(headings, [screens.row(one, now) for one in found]))


@noun.command("show", examples=["release show 0123456", "release show 0123456 --json"])
@commit("COMMIT", "Of a release, or its beginning.")
@as_json
def show(commit: str, as_json: bool) -> None:
    """Show everything on record of a release."""
    found = releases.of_commit(on_record(), commit)
    print(dumped(asdict(found)) if as_json else screens.shown(found, sequence.in_service()))


@noun.command("diff", examples=["release diff 0123456 89abcde"])
@commit("A", "Of the older release, or its beginning.")
@commit("B", "Of the newer release, or its beginning.")
@as_json
def diff(a: str, b: str, as_json: bool) -> None:
    """Show in what two releases differ."""
    older, newer = (releases.of_commit(on_record(), one) for one in (a, b))
    print(dumped(screens.differences(older, newer)) if as_json else screens.compared(older, newer))


def on_record() -> list[Release]:
    return releases.history(settings().bucket, releases.KEPT)


def dumped(document: object) -> str:
    return json.dumps(document, indent=1)

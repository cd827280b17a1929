"""``release``: put one image digest into production, or go back."""

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
from delivery.tools.errors import PROGRAM

REGISTERED: Final = '--image "$IMAGE" \\\n--task-definition "$TASK_DEFINITION"'


@click.group("release", cls=Noun, examples=["release list", "release rollback"])
def noun() -> None:
    """Release an image, or go back."""


def commit(name: str, what: str) -> Callable[[FC], FC]:
    return click.argument(name.lower(), metavar=name, help=what)


task_definition = click.option(
    "--task-definition",
    required=True,
    metavar="ARN",
    help=f"The revision that `{PROGRAM} release prepare` registered.",
)
patience = seconds(
    *("--smoke-within", probes.WITHIN_SECONDS, "How long the smoke test is repeated."),
    variable="SMOKE_WITHIN",
)


accepted = click.option(
    "--accept",
    multiple=True,
    envvar="ACCEPT",
    metavar="NAME",
    help="A finding of the proof that is intended. Repeat --accept, or list names in ACCEPT.",
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
    """Release an image: bootstrap, proof, update, smoke test. If a step fails, go back."""
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
    help="The task definition for the ECS action.",
)
@accepted
def prepare(image: str, target: Path, accept: tuple[str, ...]) -> None:
    """Do the steps of a release before the service is updated."""

    def made() -> Release:
        release, document = sequence.prepare(image, settings(accept=accept), say)
        target.write_text(json.dumps(document, indent=2) + "\n")
        return release

    release = summarized("Preparation", made)
    print(f"{release.version} is prepared. Its task definition is in {target}")


@noun.command("verify", examples=[f"release verify {REGISTERED}"])
@image
@task_definition
@patience
def verify(image: str, task_definition: str, smoke_within: float) -> None:
    """Do the steps of a release after the service was updated. If one fails, go back."""
    with_settings = settings(smoke_within)
    found = releases.prepared(image, task_definition, with_settings.bucket)
    release = summarized("Release", lambda: sequence.finish(found, with_settings, say))
    print(f"{release.version} serves as {short(release.task_definition)}")


@noun.command("abandon", examples=[f"release abandon {REGISTERED}"])
@image
@task_definition
def abandon(image: str, task_definition: str) -> None:
    """Go back after a release was cancelled half-way."""
    release = releases.prepared(image, task_definition, settings().bucket)
    sequence.abandon(release, settings(), say)
    print(f"{short(release.previous)} serves again")


@noun.command("rollback", examples=["release rollback", "release rollback --to itg-backend:7"])
@click.option(
    "--to",
    default="",
    metavar="COMMIT",
    help="A commit, or a revision such as itg-backend:7. [default: the previous release]",
)
@click.option(
    "--unchecked",
    is_flag=True,
    help="Do not test whether the older code runs on today's schema.",
)
def rollback(to: str, unchecked: bool) -> None:
    """Go back to the previous release: its backend and its site."""
    release = summarized("Rollback", lambda: roll_back(settings(), say, to, unchecked=unchecked))
    print(f"{release.version} serves as {short(release.task_definition)}")


@noun.command("list", examples=["release list", "release list --json"])
@as_json
def listed(as_json: bool) -> None:
    """Show the 20 newest recorded releases."""
    found = releases.history(settings().bucket, releases.LISTED)
    if as_json:
        print(json.dumps([asdict(release) for release in found], indent=1))
    else:
        headings = ("When", "Commit", "State", "Task definition", "Who", "Smoke")
        now = sequence.in_service()
        print(table(headings, [screens.row(one, now) for one in found]))


@noun.command("show", examples=["release show 0123456", "release show 0123456 --json"])
@commit("COMMIT", "The release's commit, or its first characters.")
@as_json
def show(commit: str, as_json: bool) -> None:
    """Show the record of a release."""
    found = releases.of_commit(on_record(), commit)
    print(dumped(asdict(found)) if as_json else screens.shown(found, sequence.in_service()))


@noun.command("diff", examples=["release diff 0123456 89abcde"])
@commit("A", "The older release's commit, or its first characters.")
@commit("B", "The newer release's commit, or its first characters.")
@as_json
def diff(a: str, b: str, as_json: bool) -> None:
    """Show the differences between two releases."""
    older, newer = (releases.of_commit(on_record(), one) for one in (a, b))
    print(dumped(screens.differences(older, newer)) if as_json else screens.compared(older, newer))


def on_record() -> list[Release]:
    return releases.history(settings().bucket)


def dumped(document: object) -> str:
    return json.dumps(document, indent=1)

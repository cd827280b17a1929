"""``release``: one image digest put into production, and back."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from delivery.release import records, sequence
from delivery.release.records import Release, short
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


task_definition = click.option(
    "--task-definition", required=True, metavar="ARN", help="The revision that was registered."
)
patience = seconds("--smoke-within", probes.WITHIN_SECONDS, "How long smoke tries.")


def settings(smoke_seconds: float = probes.WITHIN_SECONDS) -> ReleaseSettings:
    return ReleaseSettings.read(config.environment(), smoke_seconds=smoke_seconds)


@noun.command("deploy", examples=['release deploy --image "$IMAGE"'])
@image
@patience
def deploy(image: str, smoke_within: float) -> None:
    """Bootstrap, update the service, probe it, or go back."""
    with_settings = settings(smoke_within)
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
def prepare(image: str, target: Path) -> None:
    """Do the steps before the service is updated."""

    def made() -> Release:
        release, document = sequence.prepare(image, settings(), say)
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
    found = records.prepared(image, task_definition, with_settings)
    release = summarized("Release", lambda: sequence.finish(found, with_settings, say))
    print(f"{release.version} serves as {short(release.task_definition)}")


@noun.command("abandon", examples=[f"release abandon {REGISTERED}"])
@image
@task_definition
def abandon(image: str, task_definition: str) -> None:
    """Go back after the deployment was cancelled."""
    release = records.prepared(image, task_definition, settings())
    sequence.abandon(release, settings(), say)
    print(f"{short(release.previous)} serves again")


@noun.command("rollback", examples=["release rollback", "release rollback --to itg-backend:7"])
@click.option(
    "--to",
    default="",
    metavar="COMMIT",
    help="Instead of the release before. A revision such as itg-backend:7 needs no records.",
)
def rollback(to: str) -> None:
    """Go back to the release before."""
    release = summarized("Rollback", lambda: roll_back(settings(), say, to))
    print(f"{release.version} serves as {short(release.task_definition)}")


@noun.command("list", examples=["release list", "release list --json"])
@as_json
def show(as_json: bool) -> None:
    """Show the releases on record, the newest first."""
    found = records.history(settings())
    if as_json:
        print(json.dumps([asdict(release) for release in found], indent=1))
    else:
        headings = ("When", "Commit", "State", "Task definition", "Who", "Smoke")
        now = sequence.in_service()
        print(table(headings, [row(one, now) for one in found]))


def row(one: Release, in_service: str) -> tuple[str, ...]:
    return (
        one.at,
        one.version[:12],
        "serving" if one.task_definition == in_service else one.state,
        short(one.task_definition),
        one.who.rpartition("/")[2],
        ", ".join(one.smoke) or one.reason[:60],
    )

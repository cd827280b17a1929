"""``task-definition``: what ECS is told to run."""

import json
from pathlib import Path

import click

from delivery.release import settings as release_settings
from delivery.release.settings import ReleaseSettings
from delivery.tools import config
from delivery.tools.command_line import Noun
from delivery.tools.console import image, output, paths, say


@click.group("task-definition", cls=Noun, examples=['task-definition render --image "$IMAGE"'])
def noun() -> None:
    """Print the task definition."""


@noun.command(
    "render",
    examples=[
        'task-definition render --image "$IMAGE"',
        'task-definition render --image "$IMAGE" \\\n--output task-definition.json',
    ],
)
@image
@click.option(
    "--output",
    "target",
    type=output,
    metavar="FILE",
    shell_complete=paths,
    help="Write it there instead of to stdout.",
)
def render(image: str, target: Path | None) -> None:
    """Make the task definition from template, image and variables."""
    settings = ReleaseSettings.read(config.environment())
    document = release_settings.render(
        image, settings, {name: one.text for name, one in settings.secrets.references.items()}
    )
    text = json.dumps(document, indent=2)
    if target is None:
        print(text)
        return
    target.write_text(f"{text}\n")
    say(f"Rendered {target}")

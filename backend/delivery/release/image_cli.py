"""``image``: production's image in its registry."""

import click

from delivery.release import images
from delivery.tools.command_line import Noun
from delivery.tools.console import step_output, step_outputs


@click.group("image", cls=Noun, examples=['image find "$COMMIT"'])
def noun() -> None:
    """Find the image of a commit."""


@noun.command("find", examples=['image find "$COMMIT"', 'image find "$COMMIT" --step-output'])
@click.argument("commit", metavar="COMMIT", help="The full SHA, which is the image's tag.")
@step_output
def find(commit: str, step_output: bool) -> None:
    """Print the digest of a commit's image, or nothing.

    The image of a commit is built only once, because its tag cannot be moved. The name of the
    step's output is `digest`.
    """
    digest = images.digest_of(commit)
    print(digest)
    if step_output:
        step_outputs({"digest": digest})

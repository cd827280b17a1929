"""``smoke``: probes of a live backend."""

import click

from delivery.smoke import probes
from delivery.tools.command_line import Noun
from delivery.tools.console import address, seconds

EXAMPLE = """\
smoke check https://api.innovatetogrow.com \\
--version "$COMMIT" --origin https://www.innovatetogrow.com"""


@click.group("smoke", cls=Noun, examples=[EXAMPLE])
def noun() -> None:
    """Check a live backend."""


@noun.command("check", examples=[EXAMPLE])
@click.argument("url", type=address, metavar="URL", help="The backend's address.")
@click.option(
    "--version", required=True, metavar="COMMIT", help="The version that must be in service."
)
@click.option(
    "--origin",
    type=address,
    required=True,
    metavar="URL",
    help="The site's address, from which the API may be read.",
)
@seconds("--within", probes.WITHIN_SECONDS, "How long to try.")
def check(url: str, version: str, origin: str, within: float) -> None:
    """Probe health, version, CORS, a page and a static file."""
    for name in probes.check(url, version, origin, within):
        print(f"{name}: passed")

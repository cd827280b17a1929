"""``site``: the SPA on Amplify."""

import json
from dataclasses import asdict
from typing import Final

import click

from delivery.records.lease import TakenOver
from delivery.site import refresh as refreshing
from delivery.site import sequence
from delivery.site.refresh import Refreshed
from delivery.site.settings import SiteSettings
from delivery.tools import config
from delivery.tools.command_line import Noun
from delivery.tools.console import as_json, say, seconds
from delivery.tools.waiting import Deadline

PAUSE_SECONDS: Final = 20.0


@click.group("site", cls=Noun, examples=["site deploy"])
def noun() -> None:
    """Deploy the site to Amplify."""


@noun.command("deploy", examples=["site deploy", "site deploy --branch main --json"])
@click.option("--branch", metavar="NAME", help="Instead of AMPLIFY_BRANCH.")
@as_json
def deploy(branch: str | None, as_json: bool) -> None:
    """Build the site and deploy it to a branch."""
    settings = SiteSettings.read(config.environment(), branch or "")
    deployment = sequence.deploy(settings, say)
    if as_json:
        print(json.dumps(asdict(deployment)))
    else:
        print(deployment.url)


@noun.command("refresh", examples=["site refresh", "site refresh --for 200"])
@seconds("--for", 0.0, "How long to repeat it, every 20 s.")
@as_json
def refresh(as_json: bool, **options: float) -> None:
    """Update the site's HTML with what was published or withdrawn.

    Starts from the recorded site. Gives way if `site deploy` or a rollback starts.
    """
    settings = SiteSettings.read(config.environment())
    deadline = Deadline(options["for"], PAUSE_SECONDS, PAUSE_SECONDS)
    while True:
        try:
            found = refreshing.refresh(settings, say)
        except TakenOver as error:
            say(error.message)
        else:
            print(json.dumps(asdict(found)) if as_json else told(found))
        if not deadline.pause():
            return


def told(found: Refreshed) -> str:
    what = "deployed" if found.deployed else "nothing changed"
    return f"content {found.content}: {what} ({found.seconds} s)"

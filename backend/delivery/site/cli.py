"""``site``: the SPA on Amplify."""

import json
from dataclasses import asdict

import click

from delivery.site import sequence
from delivery.site.settings import SiteSettings
from delivery.tools import config
from delivery.tools.command_line import Noun
from delivery.tools.console import as_json, say


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

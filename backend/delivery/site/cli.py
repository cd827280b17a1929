"""``site``: the SPA on Amplify."""

import json
from dataclasses import asdict

import click

from delivery.aws.amplify import Branch
from delivery.site import sequence
from delivery.site.rules import OWN_API
from delivery.tools import config
from delivery.tools.command_line import Noun
from delivery.tools.console import as_json, say
from delivery.tools.errors import DeliveryError


@click.group("site", cls=Noun, examples=["site deploy"])
def noun() -> None:
    """The site on Amplify."""


@noun.command("deploy", examples=["site deploy", "site deploy --branch main --json"])
@click.option("--branch", metavar="NAME", help="Instead of AMPLIFY_BRANCH.")
@as_json
def deploy(branch: str | None, as_json: bool) -> None:
    """Build it and deploy it to a branch."""
    values = config.values()
    if "AMPLIFY_APP_ID" not in values:
        raise DeliveryError(
            "AMPLIFY_APP_ID is not set.", "Set it to the id of the site's Amplify app."
        )
    target = Branch(str(values["AMPLIFY_APP_ID"]), branch or str(values["AMPLIFY_BRANCH"]))
    api, url, backend = (
        config.environment().get(name, "").strip().rstrip("/")
        for name in ("VITE_API_BASE_URL", "FRONTEND_URL", "API_BASE_URL")
    )
    deployment = sequence.deploy(target, api or OWN_API, url, say, backend=backend)
    if as_json:
        print(json.dumps(asdict(deployment)))
    else:
        print(deployment.url)

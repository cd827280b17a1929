"""``provisioner``: the function that keeps the previews' databases."""

import json
from pathlib import Path

import click

from delivery.provisioner import sequence
from delivery.provisioner.settings import ProvisionerSettings
from delivery.tools import checkout, config
from delivery.tools.command_line import Noun
from delivery.tools.console import as_json, file, paths, say
from delivery.tools.errors import DeliveryError

MAIN = "refs/heads/main"


@click.group("provisioner", cls=Noun, examples=["provisioner deploy"])
def noun() -> None:
    """Deploy the provisioner."""


@noun.command("deploy", examples=["provisioner deploy", "provisioner deploy --json"])
@click.option("--commit", metavar="COMMIT", help="That of --package.")
@click.option(
    "--package",
    type=file,
    metavar="ZIP",
    shell_complete=paths,
    help="A zip that is built already.",
)
@as_json
def deploy(commit: str | None, package: Path | None, as_json: bool) -> None:
    """Deploy it, and refresh the template database. In a workflow, only from main."""
    refuse_another_branch()
    commit = commit or checkout.commit()
    deployed = sequence.deploy(package, commit, ProvisionerSettings.read(config.environment()), say)
    if as_json:
        print(json.dumps(deployed))
    else:
        print(f"{deployed['function']}: {commit[:12]}, its template of the same commit")


def refuse_another_branch() -> None:
    """What runs with the rights over every preview's data is main's code and no pull request's."""
    ref = config.environment().get("GITHUB_REF", MAIN)
    if ref != MAIN:
        raise DeliveryError(
            f"The provisioner is deployed only from main, and this is {ref}.",
            "Run it on the branch main.",
        )

"""``github``: what the workflows need on GitHub, set up and checked."""

import json
from dataclasses import asdict

import click

from delivery.github import check as github_check
from delivery.github import repository as github_repository
from delivery.github import setup as github_setup
from delivery.github import workflow_reads
from delivery.github.repository import Repository
from delivery.stack import sequence
from delivery.tools import config, github_api
from delivery.tools.command_line import Noun
from delivery.tools.console import as_json, say
from delivery.tools.errors import PROGRAM, DeliveryError

SIGN_IN = "export GITHUB_REPOSITORY=owner/name GITHUB_TOKEN=$(gh auth token)"


@click.group("github", cls=Noun, examples=["github setup --dry-run", "github check"])
def noun() -> None:
    """Set up and check GitHub."""


@noun.command("setup", examples=["github setup --dry-run", "github setup"])
@click.option(
    "--dry-run", is_flag=True, help="Print the changes as `gh` commands, and change nothing."
)
def setup(dry_run: bool) -> None:
    """Create environments, branch rules and variables.

    Without a token, a dry run assumes that GitHub has no settings.
    """
    reads, listed = workflow_reads.by_environment(), sequence.listed()
    existing = config.existing(config.environment())
    access = listed["access"]
    if access is None and "access" not in existing:
        raise DeliveryError(
            "The stack access, which creates the roles, does not exist.",
            f"Deploy it first: {PROGRAM} stack deploy",
        )
    held = access.parameters if access else {}
    name = config.environment().get("GITHUB_REPOSITORY") or held.get("GithubRepository", "")
    nothing_known = dry_run and name and not github_api.is_configured()
    there = Repository(name) if nothing_known else repository(reads)
    outputs = {key: one for stack in listed.values() if stack for key, one in stack.outputs.items()}
    for one in sequence.replaced(existing, config.environment()).values():
        outputs |= one.given
    numbers = bool(held.get("GithubRepositoryId"))
    for step in github_setup.steps(there, reads, sequence.variables(outputs), numbers):
        if dry_run:
            print(step.command(there.name))
        else:
            say(step.what)
            github_setup.carry_out(step)
    show_secrets(there, reads)


def show_secrets(there: Repository, reads: dict[str, workflow_reads.Reads]) -> None:
    for name, secrets in github_setup.secrets_to_give(there, reads).items():
        say(f"Secrets that {name} reads and that are not set. Set those that you use:")
        for secret in secrets:
            say(f"  gh secret set {secret} --repo {there.name} --env {name}")


def repository(reads: dict[str, workflow_reads.Reads]) -> Repository:
    if not github_api.is_configured():
        raise DeliveryError("GITHUB_REPOSITORY and GITHUB_TOKEN are not set.", SIGN_IN)
    return github_repository.read(reads.keys())


@noun.command("check", examples=["github check", "github check --json"])
@as_json
def check(as_json: bool) -> int:
    """Compare GitHub with what the workflows read.

    The exit code is 1 if anything is missing or unprotected.
    """
    reads = workflow_reads.by_environment()
    there = repository(reads)
    owner = config.environment()["GITHUB_REPOSITORY"].partition("/")[0]
    found = github_check.findings(there, reads, github_api.plan(owner) if there.private else "")
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=1))
    else:
        for one in found:
            print(f"{one.kind:<12}{one.where:<21}{one.what}")
        if not found:
            print("GitHub has what the workflows read, and nothing else.")
    return int(any(one.kind in github_check.FAULTS for one in found))

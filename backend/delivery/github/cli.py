"""``github``: what the workflows need on GitHub, set up and checked."""

import argparse
import json
from dataclasses import asdict

from delivery.github import check as github_check
from delivery.github import repository as github_repository
from delivery.github import setup as github_setup
from delivery.github import workflow_reads
from delivery.github.repository import Repository
from delivery.stack import sequence
from delivery.tools import config, github_api
from delivery.tools.console import Nouns, say
from delivery.tools.errors import DeliveryError

SIGN_IN = "export GITHUB_REPOSITORY=owner/name GITHUB_TOKEN=$(gh auth token)"


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("github", help="what the workflows need on GitHub").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("setup", help="environments, branch rules and variables")
    words.add_argument("--dry-run", action="store_true", help="print it as commands of gh")
    words.set_defaults(call=setup)
    words = verbs.add_parser("check", help="compare GitHub with what the workflows read")
    words.add_argument("--json", action="store_true")
    words.set_defaults(call=check)


def setup(arguments: argparse.Namespace) -> None:
    """Without a token a dry run takes GitHub for empty."""
    reads, listed = workflow_reads.by_environment(), sequence.listed()
    existing = config.existing(config.environment())
    access = listed["access"]
    if access is None and "access" not in existing:
        raise DeliveryError(
            "The stack access, which makes the roles, is not there.",
            "Deploy it first: python -m delivery stack deploy",
        )
    held = access.parameters if access else {}
    name = config.environment().get("GITHUB_REPOSITORY") or held.get("GithubRepository", "")
    nothing_known = arguments.dry_run and name and not github_api.known()
    there = Repository(name) if nothing_known else repository(reads)
    outputs = {key: one for stack in listed.values() if stack for key, one in stack.outputs.items()}
    for one in sequence.replaced(existing, config.environment()).values():
        outputs |= one.given
    numbers = bool(held.get("GithubRepositoryId"))
    for step in github_setup.steps(there, reads, sequence.variables(outputs), numbers):
        if arguments.dry_run:
            print(step.command(there.name))
        else:
            say(step.what)
            github_setup.carry_out(step)
    show_secrets(there, reads)


def show_secrets(there: Repository, reads: dict[str, workflow_reads.Reads]) -> None:
    for name, secrets in github_setup.secrets_to_give(there, reads).items():
        say(f"Secrets that {name} reads and nobody has given; leave out what is not used:")
        for secret in secrets:
            say(f"  gh secret set {secret} --repo {there.name} --env {name}")


def repository(reads: dict[str, workflow_reads.Reads]) -> Repository:
    if not github_api.known():
        raise DeliveryError("GITHUB_REPOSITORY and GITHUB_TOKEN are not set.", SIGN_IN)
    return github_repository.read(reads.keys())


def check(arguments: argparse.Namespace) -> int:
    """1 where anything is missing or unprotected."""
    reads = workflow_reads.by_environment()
    there = repository(reads)
    owner = config.environment()["GITHUB_REPOSITORY"].partition("/")[0]
    found = github_check.findings(there, reads, github_api.plan(owner) if there.private else "")
    if arguments.json:
        print(json.dumps([asdict(one) for one in found], indent=1))
    else:
        for one in found:
            print(f"{one.kind:<12}{one.where:<21}{one.what}")
        if not found:
            print("GitHub has what the workflows read, and nothing else.")
    return int(any(one.kind in github_check.FAULTS for one in found))

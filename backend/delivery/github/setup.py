"""The steps that set up GitHub for the workflows.

outputs of the stacks + what the workflows read + what GitHub has → steps
"""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from delivery.github.repository import GitHubEnvironment, Repository, environment_path
from delivery.github.workflow_reads import KEYS, MADE, REPOSITORY, Reads
from delivery.tools import config, github_api

# Each environment signs in as a role of its own, which the stacks call so.
ROLES: Final = {
    "production": "AWS_ROLE_ARN",
    "production-commands": "COMMANDS_ROLE_ARN",
    "previews": "PREVIEWS_ROLE_ARN",
    "previews-revoke": "PREVIEWS_REVOKE_ROLE_ARN",
    "site-refresh": "REFRESH_ROLE_ARN",
    "backup-drill": "BACKUP_DRILL_ROLE_ARN",
    "preview-provisioner": "PROVISIONER_DEPLOY_ROLE_ARN",
}
REFRESH: Final = "site-refresh"
REVOKE: Final = "previews-revoke"
DRILL: Final = "backup-drill"
# The variable that switches something on, and its environment. Set once, so that whoever switches
# it off is not overruled.
SWITCHES: Final = {
    "PREVIEWS_ENABLED": "previews",
    "SITE_REFRESH_ENABLED": REFRESH,
    "BACKUP_DRILL_ENABLED": DRILL,
}
SUBJECT: Final = "/actions/oidc/customization/sub"


@dataclass(frozen=True, slots=True)
class Step:
    """One request about the repository. ``name`` is that of the variable or branch it makes."""

    what: str
    verb: str
    path: str
    body: Mapping[str, Any]
    name: str = ""

    def command(self, repository: str) -> str:
        """The same, to be typed."""
        if self.path.endswith("/variables") or "/variables/" in self.path:
            words = ["gh", "variable", "set", self.name, "--repo", repository]
            if self.path.startswith("/environments/"):
                words += ["--env", self.path.split("/")[2]]
            return shlex.join([*words, "--body", self.body["value"]])
        words = ["gh", "api", "--method", self.verb, f"repos/{repository}{self.path}"]
        return f"echo {shlex.quote(json.dumps(self.body))} | {shlex.join([*words, '--input', '-'])}"


def steps(
    there: Repository, reads: Mapping[str, Reads], values: Mapping[str, str], numbers: bool
) -> list[Step]:
    """What GitHub lacks. ``values`` are the stacks' outputs as variables.

    ``numbers``: the roles trust subjects with the repository's number in them.
    Raises DeliveryError for values that the workflows would refuse.
    """
    config.refuse_malformed(values, "Correct the parameters of the stacks that give them.")
    found: list[Step] = []
    if numbers and there.subject and "@" not in there.subject:
        body = {"use_default": True, "use_immutable_subject": True}
        found.append(Step("Put numbers into the subjects of tokens", "PUT", SUBJECT, body))
    for name in sorted(reads.keys() - {REPOSITORY}):
        held = there.environments.get(name)
        found += protection(name, held, there.branch)
        found += variables(
            environment_path(name),
            held.variables if held else {},
            values_of(name, reads[name], values),
        )
    for switch, name in SWITCHES.items():
        if switch not in there.variables and ROLES[name] in values:
            found += variables("/actions", there.variables, {switch: "true"})
    return found


def values_of(name: str, reads: Reads, values: Mapping[str, str]) -> dict[str, str]:
    """What the environment's jobs read and the stacks give."""
    own = {key: value for key, value in values.items() if key in reads.variables}
    own.pop("AWS_ROLE_ARN", None)
    if "AWS_ROLE_ARN" in reads.variables and (role := values.get(ROLES.get(name, ""))):
        own["AWS_ROLE_ARN"] = role
    return own


def protection(name: str, held: GitHubEnvironment | None, branch: str) -> Iterator[Step]:
    """The environment takes jobs of the default branch only. What else protects it stays."""
    if held and held.branches is not None and branch in held.branches:
        return
    path = environment_path(name)
    if held is None or held.branches is None or held.branches == ("protected branches",):
        policy = {"protected_branches": False, "custom_branch_policies": True}
        body = {**kept_rules(held), "deployment_branch_policy": policy}
        yield Step(f"Allow only chosen branches in the environment {name}", "PUT", path, body)
    body = {"name": branch, "type": "branch"}
    policies = f"{path}/deployment-branch-policies"
    yield Step(f"Let {branch} deploy to {name}", "POST", policies, body, branch)


def kept_rules(held: GitHubEnvironment | None) -> dict[str, Any]:
    """GitHub drops the rules that a PUT does not repeat."""
    kept: dict[str, Any] = {}
    for rule in held.rules if held else ():
        if rule["type"] == "wait_timer":
            kept["wait_timer"] = rule["wait_timer"]
        if rule["type"] == "required_reviewers":
            kept["prevent_self_review"] = rule.get("prevent_self_review", False)
            kept["reviewers"] = [
                {"type": one["type"], "id": one["reviewer"]["id"]} for one in rule["reviewers"]
            ]
    return kept


def variables(path: str, held: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[Step]:
    for name, value in sorted(wanted.items()):
        if held.get(name) == value:
            continue
        known = name in held
        yield Step(
            f"Set {name} of {'the repository' if path == '/actions' else path.split('/')[2]}",
            "PATCH" if known else "POST",
            f"{path}/variables/{name}" if known else f"{path}/variables",
            {"name": name, "value": value},
            name,
        )


def secrets_to_give(there: Repository, reads: Mapping[str, Reads]) -> dict[str, list[str]]:
    """By environment, the secrets that its jobs read and nobody has given.

    Without those that a stack makes, keys of AWS, which a role replaces, and what is a variable.
    """
    found = {}
    for name in sorted(reads.keys() - {REPOSITORY}):
        held = there.environments.get(name, GitHubEnvironment(name))
        read = reads[name].secrets - MADE - KEYS - reads[name].variables
        if lacking := sorted(read - held.secrets - there.secrets):
            found[name] = lacking
    return found


def carry_out(step: Step) -> None:
    """Raises GitHubError. What was made by a request that seemed to fail is not made twice."""
    if step.verb == "POST":
        github_api.made(
            lambda: already(step), lambda: github_api.ask(step.verb, step.path, step.body)
        )
    else:
        github_api.ask(step.verb, step.path, step.body)


def already(step: Step) -> Any:
    """What the step would make, where it is there."""
    if step.path.endswith("/variables"):
        return github_api.find(f"{step.path}/{step.name}")
    rows = github_api.every(step.path, "branch_policies")
    return next((row for row in rows if row["name"] == step.name), None)

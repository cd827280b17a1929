"""The state of a repository on GitHub: environments, variables, names of secrets.

https://docs.github.com/en/rest/deployments/environments
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from delivery.tools import github_api

VARIABLES_PAGE: Final = 30  # the most that GitHub gives of variables at once


@dataclass(frozen=True, slots=True)
class GitHubEnvironment:
    """``branches`` are patterns of those that may deploy to it; None where all of them may.

    ``rules`` are GitHub's protection rules as it tells them.
    """

    name: str
    branches: tuple[str, ...] | None = None
    rules: tuple[Mapping[str, Any], ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Repository:
    """``environments`` by name. ``subject`` is how the subjects of its OIDC tokens begin."""

    name: str
    branch: str = "main"
    private: bool = False
    environments: Mapping[str, GitHubEnvironment] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()
    subject: str = ""


def read(wanted: Collection[str]) -> Repository:
    """The repository as it is, with what the ``wanted`` environments hold. Raises GitHubError."""
    found = github_api.ask("GET", "")
    there = github_api.every("/environments", "environments")
    return Repository(
        name=found["full_name"],
        branch=found["default_branch"],
        private=found["private"],
        environments={row["name"]: environment(row, row["name"] in wanted) for row in there},
        variables=variables("/actions"),
        secrets=secrets("/actions"),
        subject=(github_api.find("/actions/oidc/customization/sub") or {}).get(
            "sub_claim_prefix", ""
        ),
    )


def environment(row: Mapping[str, Any], wanted: bool) -> GitHubEnvironment:
    path = environment_path(row["name"])
    return GitHubEnvironment(
        row["name"],
        branches(row, path) if wanted else None,
        tuple(row.get("protection_rules") or ()),
        variables(path) if wanted else {},
        secrets(path) if wanted else frozenset(),
    )


def environment_path(name: str) -> str:
    return f"/environments/{quote(name, safe='')}"


def branches(row: Mapping[str, Any], path: str) -> tuple[str, ...] | None:
    """Patterns, or ``protected branches`` where each one with a rule of its own may."""
    policy = row.get("deployment_branch_policy")
    if not policy:
        return None
    if policy["protected_branches"]:
        return ("protected branches",)
    listed = github_api.every(f"{path}/deployment-branch-policies", "branch_policies")
    return tuple(one["name"] for one in listed)


def variables(path: str) -> dict[str, str]:
    rows = github_api.every(f"{path}/variables", "variables", VARIABLES_PAGE)
    return {row["name"]: row["value"] for row in rows}


def secrets(path: str) -> frozenset[str]:
    """Their names, which is all that GitHub ever tells of them."""
    return frozenset(row["name"] for row in github_api.every(f"{path}/secrets", "secrets"))

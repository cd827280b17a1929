"""Compares GitHub with the workflows: what is missing, not protected or not used. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from delivery.github.repository import GitHubEnvironment, Repository
from delivery.github.setup import DRILL, REFRESH, REVOKE, SWITCHES
from delivery.github.workflow_reads import KEYS, REPOSITORY, Reads
from delivery.tools import config
from delivery.tools.stages import Preview

# What each switch switches on: previews have three environments.
ENVIRONMENTS: Final = {
    **{switch: frozenset({name}) for switch, name in SWITCHES.items()},
    "PREVIEWS_ENABLED": frozenset({"previews", "preview-provisioner", REVOKE}),
}
MISSING, MALFORMED, UNPROTECTED = "missing", "malformed", "unprotected"
UNUSED, NOTE, HELD_UP = "unused", "note", "held up"
# Environments whose runs must not wait for an approval.
PROMPT: Final = {
    REFRESH: "its runs wait for an approval, and one starts every five minutes",
    REVOKE: "its runs wait for an approval, and until then old links to previews work",
    DRILL: "its runs wait for an approval, and until then the backups are not tested",
}
WAITING: Final = frozenset({"required_reviewers", "wait_timer"})
FAULTS: Final = frozenset({MISSING, MALFORMED, UNPROTECTED, HELD_UP})
# What a private repository's environments may have.
# https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
BRANCH_RULES, REVIEWERS = "rules for branches", "required reviewers and wait timers"
OFFERED: Final = {
    "free": (),
    "pro": (BRANCH_RULES,),
    "team": (BRANCH_RULES,),
    "enterprise": (BRANCH_RULES, REVIEWERS),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """``kind`` is missing, malformed, unprotected, held up, unused or note.

    ``where`` is an environment.
    """

    kind: str
    where: str
    what: str


def findings(there: Repository, reads: Mapping[str, Reads], plan: str = "") -> list[Finding]:
    """Everything that differs. ``plan`` of the owner, empty where the token does not see it."""
    found = [*plans(there, plan)]
    off: set[str] = set()
    for switch, names in ENVIRONMENTS.items():
        if names & reads.keys() and there.variables.get(switch) != "true":
            what = f"off: the repository has no {switch}=true"
            found.append(Finding(NOTE, min(names, key=len), what))
            off |= names
    for name in sorted(reads.keys() - {REPOSITORY} - off):
        found += of_environment(name, there, reads[name])
    found += unused(there, reads)
    return found


def plans(there: Repository, plan: str) -> Iterator[Finding]:
    if not there.private:
        return
    if plan not in OFFERED:
        known = f"{BRANCH_RULES} need GitHub Pro or Team, {REVIEWERS} GitHub Enterprise"
        yield Finding(NOTE, "the plan", f"not known, and the repository is private; {known}")
        return
    for rule in (BRANCH_RULES, REVIEWERS):
        if rule not in OFFERED[plan]:
            what = f"{plan} has no {rule} in private repositories"
            yield Finding(NOTE, "the plan", what)


def of_environment(name: str, there: Repository, reads: Reads) -> Iterator[Finding]:
    held = there.environments.get(name)
    if held is None:
        yield Finding(MISSING, name, "the environment; a run would create one without protection")
        held = GitHubEnvironment(name)
    elif held.branches is None:
        yield Finding(UNPROTECTED, name, "every branch and every pull request may deploy to it")
    elif others := [one for one in held.branches if one != there.branch]:
        yield Finding(UNPROTECTED, name, f"{', '.join(others)} may deploy to it")
    if name in PROMPT and any(rule["type"] in WAITING for rule in held.rules):
        yield Finding(HELD_UP, name, PROMPT[name])
    given = {*held.variables, *held.secrets, *there.variables, *there.secrets}
    keys = reads.secrets >= KEYS and given >= KEYS
    for variable in sorted(reads.required - given):
        if not (keys and variable.endswith("_ROLE_ARN") and variable.startswith("AWS_")):
            yield Finding(MISSING, name, variable)
    read = {**there.variables, **held.variables}
    for fault in config.faults({key: read[key] for key in sorted(read) if key in reads.variables}):
        yield Finding(MALFORMED, name, fault)


def unused(there: Repository, reads: Mapping[str, Reads]) -> Iterator[Finding]:
    """What no workflow reads. A deployment of a preview makes an environment, which is no fault."""
    everything = list(reads.values())
    for name, held in sorted(there.environments.items()):
        if name not in reads:
            if Preview.named(name) is None:
                yield Finding(UNUSED, name, "the environment")
            continue
        for kind, given, read in (
            ("variable", {*held.variables}, reads[name].variables),
            ("secret", {*held.secrets}, reads[name].secrets),
        ):
            for one in sorted(given - read):
                yield Finding(UNUSED, name, f"the {kind} {one}")
    for kind, given, read in (
        ("variable", {*there.variables}, set[str]().union(*(row.variables for row in everything))),
        ("secret", {*there.secrets}, set[str]().union(*(row.secrets for row in everything))),
    ):
        for one in sorted(given - read):
            yield Finding(UNUSED, "the repository", f"the {kind} {one}")

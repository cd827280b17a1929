"""What IAM decides about a call, according to @cloud-copilot/iam-simulate.

The evaluator knows every action, the resources that it takes and its condition keys, and calls
anything else an error. Its licence is the AGPL: it is a tool of the tests, and nothing ships it.
"""

import atexit
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from threading import Lock
from typing import Any, Final, cast

import yaml

from tests.services.errors import ServiceError
from tests.services.installation import HERE, INSTALL, NODE_MODULES

ACCOUNT: Final = "123456789012"
EVALUATOR: Final = NODE_MODULES / "@cloud-copilot" / "iam-simulate"
SECONDS: Final = 300
ONE_AT_A_TIME: Final = Lock()
GITHUB: Final = "token.actions.githubusercontent.com"
COGNITO: Final = "cognito-identity.amazonaws.com"
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """An action on a resource; ``context`` holds the condition keys that AWS would add."""

    action: str
    resource: str = "*"
    context: Mapping[str, str | list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.action} on {self.resource} {dict(self.context) or ''}".rstrip()


@dataclass(frozen=True, slots=True)
class Principal:
    """A role's policies and its boundary, if it has one."""

    policies: Sequence[Document]
    boundary: Document | None = None
    arn: str = f"arn:aws:iam::{ACCOUNT}:role/itg-tests"

    def refused(self, calls: Sequence[Call]) -> list[str]:
        """Those of the calls that it may not make."""
        return self._those(calls, allowed=False)

    def allowed(self, calls: Sequence[Call]) -> list[str]:
        """Those of the calls that it may make."""
        return self._those(calls, allowed=True)

    def _those(self, calls: Sequence[Call], *, allowed: bool) -> list[str]:
        decisions = decide([self._evaluation(call) for call in calls])
        return [
            str(call)
            for call, decision in zip(calls, decisions, strict=True)
            if (decision == "Allowed") is allowed
        ]

    def _evaluation(self, call: Call) -> dict[str, Any]:
        return {
            "request": request(call, self.arn),
            "policies": list(self.policies),
            "boundary": self.boundary,
        }


def policy_document(kept: str | Document) -> Document:
    """A policy as moto keeps it: what a stack made is a string as Python writes it. Do not change
    what is returned, because others get the same."""
    return read(kept) if isinstance(kept, str) else kept


@lru_cache(maxsize=1_000)  # the policies of a role are read again for each of its calls
def read(text: str) -> Document:
    """JSON, or a dictionary as Python writes it: YAML reads both."""
    return cast(Document, yaml.load(text, yaml.CSafeLoader))


def may_assume(trust: Document, provider: str, claims: Sequence[Mapping[str, str]]) -> list[bool]:
    """Whether the trust policy of a role lets in a token with those claims, for each of them.

    The evaluator leaves out what AWS's list of condition keys has not: of GitHub's claims it has
    all but the two that every provider's token has. Those it knows by Cognito's name.
    """
    call = "sts:AssumeRoleWithWebIdentity"
    role = f"arn:aws:iam::{ACCOUNT}:role/itg-tests"
    evaluations = [
        {"request": request(Call(call, role, found), provider), "policies": [], "trust": trust}
        for found in claims
    ]
    for claim in ("aud", "sub"):
        text = json.dumps(evaluations)
        evaluations = json.loads(text.replace(f"{GITHUB}:{claim}", f"{COGNITO}:{claim}"))
    return [decision == "Allowed" for decision in decide(evaluations)]


def request(call: Call, principal: str) -> dict[str, Any]:
    return {
        "action": call.action,
        "principal": principal,
        "resource": {"resource": call.resource, "accountId": ACCOUNT},
        "contextVariables": dict(call.context),
    }


def decide(evaluations: Sequence[Mapping[str, Any]]) -> list[str]:
    """``Allowed``, ``ImplicitlyDenied`` or ``ExplicitlyDenied`` for each evaluation.

    Raises ServiceError where the evaluator is not installed or calls an evaluation invalid.
    """
    decisions: list[str] = json.loads(evaluate(json.dumps(list(evaluations))))
    faults = [
        f"{case['request']['action']} on {case['request']['resource']['resource']}: {one}"
        for case, one in zip(evaluations, decisions, strict=True)
        if one.startswith("Error")
    ]
    if faults:
        raise ServiceError("The evaluator does not accept: " + "\n".join(faults))
    return decisions


@lru_cache(maxsize=10_000)  # the same call is judged again and again
def evaluate(line: str) -> str:
    """The evaluator's, which is started once: that takes longer than all of its decisions."""
    with ONE_AT_A_TIME:
        process = evaluator()
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
        if found := process.stdout.readline():
            return found
    evaluator.cache_clear()
    said = process.communicate(timeout=SECONDS)[1]
    raise ServiceError(f"The evaluator of IAM policies failed: {said[-2000:]}")


@cache
def evaluator() -> "subprocess.Popen[str]":
    """Ends with this process."""
    node = shutil.which("node")
    if node is None or not EVALUATOR.is_dir():
        raise ServiceError(f"The evaluator of IAM policies is not installed: run `{INSTALL}`.")
    process = subprocess.Popen(
        [node, HERE / "iam.mjs"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    atexit.register(end, process)
    return process


def end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate(timeout=SECONDS)

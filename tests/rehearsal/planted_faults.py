"""Thirty faults in workflows, roles and settings, and the step that finds each."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Final

from tests.rehearsal.world import World
from tests.services.iam import policy_document

NUMBER: Final = 9
REFUSED: Final = "refused before it starts"
Setting = Callable[[World], AbstractContextManager[None]]


@dataclass(frozen=True)
class Fault:
    """In ``file``, each ``old`` text becomes ``new``; or ``setting`` is wrong."""

    name: str
    file: str
    step: str
    words: str
    old: str = ""
    new: str = ""
    setting: Setting = lambda world: nullcontext()
    inputs: Mapping[str, str] = field(default_factory=dict)


def variable(environment: str, name: str, value: str | None) -> Setting:
    """Set the variable on GitHub, or remove it."""

    @contextmanager
    def other(world: World) -> Iterator[None]:
        held = world.variables[environment]
        before = held.pop(name)
        if value is not None:
            held[name] = value
        yield
        held[name] = before

    return other


def secret(environment: str, name: str) -> Setting:
    @contextmanager
    def missing(world: World) -> Iterator[None]:
        before = world.secrets[environment].pop(name)
        yield
        world.secrets[environment][name] = before

    return missing


def policy(role: str, old: str, new: str) -> Setting:
    """Change the role's policy."""

    @contextmanager
    def other(world: World) -> Iterator[None]:
        iam = world.account.client("iam")
        (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        which = {"RoleName": role, "PolicyName": name}
        before = json.dumps(policy_document(iam.get_role_policy(**which)["PolicyDocument"]))
        assert old in before, f"{role} does not say {old}"
        iam.put_role_policy(**which, PolicyDocument=before.replace(old, new))
        yield
        iam.put_role_policy(**which, PolicyDocument=before)

    return other


def trust(role: str, old: str, new: str) -> Setting:
    """Change the role's trust policy."""

    @contextmanager
    def other(world: World) -> Iterator[None]:
        iam = world.account.client("iam")
        before = json.dumps(
            policy_document(iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"])
        )
        assert old in before, f"{role} does not trust {old}"
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=before.replace(old, new))
        yield
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=before)

    return other


COMMAND: Final = {"stage": "production", "command": "check"}
PREVIEW: Final = {"number": str(NUMBER)}
UNTRUSTED: Final = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
NOT_SET: Final = "not set"
FAULTS: Final = (
    Fault(
        "an input that the action does not have",
        *("run-command.yml", REFUSED, "actions/checkout has no input persist_credentials"),
        *("persist-credentials", "persist_credentials"),
        inputs=COMMAND,
    ),
    Fault(
        "a required input that is left out",
        *("run-command.yml", REFUSED, "needs the input aws-region"),
        *("          aws-region: ${{ env.AWS_REGION }}\n", ""),
        inputs=COMMAND,
    ),
    Fault(
        "an action at a commit that nobody looked at",
        *("run-command.yml", REFUSED, "is not an action that the rehearsal knows"),
        *("actions/setup-node@8", "actions/setup-node@9"),
        inputs=COMMAND,
    ),
    Fault(
        "an environment that nobody made",
        *("run-command.yml", REFUSED, "a new environment without any protection"),
        *("environment: production-commands", "environment: production-command"),
        inputs=COMMAND,
    ),
    Fault(
        "a key that a workflow does not have",
        *("run-command.yml", "act", "Unknown Property timeout"),
        *("timeout-minutes: 30", "timeout: 30"),
        inputs=COMMAND,
    ),
    Fault(
        "a job that may not ask for a token",
        *("run-command.yml", "Sign in to AWS", "Has the job `id-token: write`?"),
        *("      id-token: write\n", ""),
        inputs=COMMAND,
    ),
    Fault(
        "the role of another environment",
        *("run-command.yml", "Sign in to AWS", UNTRUSTED),
        setting=variable(
            "production-commands", "AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/itg-release"
        ),
        inputs=COMMAND,
    ),
    Fault(
        "a role that trusts another workflow",
        *("run-command.yml", "Sign in to AWS", UNTRUSTED),
        setting=trust("itg-commands", "run-command.yml", "run-commands.yml"),
        inputs=COMMAND,
    ),
    Fault(
        "a role that trusts another branch",
        *("run-command.yml", "Sign in to AWS", UNTRUSTED),
        setting=trust("itg-commands", "refs/heads/main", "refs/heads/master"),
        inputs=COMMAND,
    ),
    Fault(
        "no role and no keys",
        *("run-command.yml", "Sign in to AWS", "neither a role nor keys are given"),
        setting=variable("production-commands", "AWS_ROLE_ARN", None),
        inputs=COMMAND,
    ),
    Fault(
        "an option by another name",
        *("run-command.yml", "Run it", "No such option"),
        *("--line ", "--words "),
        inputs=COMMAND,
    ),
    Fault(
        "a noun by another name",
        *("run-command.yml", "Run it", "No such command"),
        *("-m delivery run ", "-m delivery command "),
        inputs=COMMAND,
    ),
    Fault(
        "a variable of the step by another name",
        *("run-command.yml", "Run it", 'There is no stage "".'),
        *("          STAGE: ", "          STAGES: "),
        inputs=COMMAND,
    ),
    Fault(
        "a target of make by another name",
        *("run-command.yml", "make deliver", "No rule to make target"),
        *("- run: make delivery", "- run: make delivers"),
        inputs=COMMAND,
    ),
    Fault(
        "another Python than the lock files are for",
        *("run-command.yml", "setup-python", "has Python 3.11, not 3.12"),
        *("python-version-file: .python-version", 'python-version: "3.12"'),
        inputs=COMMAND,
    ),
    Fault(
        "another Node",
        *("run-command.yml", "setup-node", "not 18"),
        *('node-version: "20"', 'node-version: "18"'),
        inputs=COMMAND,
    ),
    Fault(
        "a permission that the role lacks",
        *("run-command.yml", "Run it", "not authorized to perform: logs:CreateLogStream"),
        setting=policy("itg-commands", '"logs:CreateLogStream"', '"logs:GetLogEvents"'),
        inputs=COMMAND,
    ),
    Fault(
        "a policy with the wrong resource",
        *("run-command.yml", "Run it", "log-group:/itg/production/audit"),
        setting=policy("itg-commands", "/itg/production/audit", "/itg/production/audits"),
        inputs=COMMAND,
    ),
    Fault(
        "a policy with the wrong condition",
        *("deploy-backend.yml", "Validate config", "ecs:ListTasks"),
        setting=policy("itg-release", "cluster/itg-backend-cluster", "cluster/itg-cluster"),
    ),
    Fault(
        "a variable that GitHub does not have",
        *("deploy-backend.yml", "Validate config", "RELEASES_BUCKET"),
        setting=variable("production", "RELEASES_BUCKET", None),
    ),
    Fault(
        "a variable with a wrong value",
        *("deploy-backend.yml", "Validate config", "DB_PORT must be"),
        setting=variable("production", "DB_PORT", "five"),
    ),
    Fault(
        "a variable that the workflow does not hand on",
        *("deploy-backend.yml", "Validate config", f"{NOT_SET}: TASK_ROLE_ARN"),
        *("      TASK_ROLE_ARN: ${{ vars.TASK_ROLE_ARN }}\n", ""),
    ),
    Fault(
        "a step before the one that signs in",
        *("deploy-backend.yml", "Validate config", "Unable to locate credentials"),
        *("if: vars.AWS_ROLE_ARN != ''", "if: vars.AWS_ROLE != ''"),
    ),
    Fault(
        "a build argument by another name",
        *("deploy-backend.yml", "Build and push", "has no build-arg APP_REVISION"),
        *("build-args: APP_VERSION=", "build-args: APP_REVISION="),
    ),
    Fault(
        "a Dockerfile that is elsewhere",
        *("deploy-backend.yml", "Build and push", "failed to read dockerfile"),
        *("file: container/Dockerfile", "file: Dockerfile"),
    ),
    Fault(
        "an output that nobody sets",
        *("deploy-backend.yml", "Prepare the release", "image"),
        *("steps.image.outputs.digest", "steps.image.outputs.digests"),
    ),
    Fault(
        "a cluster by another name",
        *("deploy-backend.yml", "Deploy to ECS", "itg-cluster"),
        *("cluster: itg-backend-cluster", "cluster: itg-cluster"),
    ),
    Fault(
        "an artifact by another name",
        *("preview.yml", "download-artifact", "Unable to download artifact"),
        *("          name: package\n", "          name: packages\n"),
        inputs=PREVIEW,
    ),
    Fault(
        "an artifact of another run without a token",
        *("preview.yml", "download-artifact", "needs github-token"),
        *("          github-token: ${{ github.token }}\n", ""),
        inputs=PREVIEW,
    ),
    Fault(
        "a folder that the build does not make",
        *("preview.yml", "Deploy, and say so", "build/built/package.zip"),
        *("--package build/built/package/package.zip", "--package build/built/package.zip"),
        inputs=PREVIEW,
    ),
)

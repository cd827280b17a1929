"""Who may take a role: an evaluator of IAM policies decides by the claims of GitHub's token."""

import pytest

from tests.contracts.test_workflows import WORKFLOWS, workflow
from tests.infrastructure.account import DECISIONS, Infrastructure
from tests.infrastructure.permissions import role
from tests.services.iam import GITHUB, may_assume

REPOSITORY = DECISIONS["GITHUB_REPOSITORY"]
OWNER, _, NAME = REPOSITORY.partition("/")
NUMBERED = (
    f"{OWNER}@{DECISIONS['GITHUB_REPOSITORY_OWNER_ID']}/{NAME}@{DECISIONS['GITHUB_REPOSITORY_ID']}"
)
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{GITHUB}"
MAIN = "refs/heads/main"
TRUSTED = {
    "itg-release": ("production", ["deploy-backend.yml", "rollback.yml"]),
    "itg-site": ("production", ["deploy-frontend.yml"]),
    "itg-site-refresh": ("site-refresh", ["refresh-site.yml"]),
    "itg-backup-drill": ("backup-drill", ["backup-drill.yml"]),
    "itg-commands": ("production-commands", ["run-command.yml"]),
    "itg-previews": (
        "previews",
        ["preview.yml", "preview-cleanup.yml", "compare-comment.yml", "preview-sign-in.yml"],
    ),
    "itg-previews-revoke": ("previews-revoke", ["preview-revoke.yml"]),
    "itg-provisioner-deploy": ("preview-provisioner", ["preview-provisioner.yml"]),
}


def claims(
    environment: str, file: str, ref: str = MAIN, of: str = REPOSITORY, repo: str = NUMBERED
) -> dict[str, str]:
    return {
        f"{GITHUB}:aud": "sts.amazonaws.com",
        f"{GITHUB}:sub": f"repo:{repo}:environment:{environment}",
        f"{GITHUB}:ref": ref,
        f"{GITHUB}:job_workflow_ref": f"{of}/.github/workflows/{file}@{ref}",
    }


@pytest.mark.parametrize("name", TRUSTED)
def test_a_role_trusts_its_workflows_on_main_and_nothing_else(
    deployed: Infrastructure, name: str
) -> None:
    environment, files = TRUSTED[name]
    (statement,) = role(deployed, name).trust
    made = deployed.resources("access")["Provider"]["PhysicalResourceId"]  # no ARN, in moto
    assert statement["Principal"] == {"Federated": made}
    statement = {**statement, "Principal": {"Federated": PROVIDER}}
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    own = [claims(environment, file) for file in files]
    assert may_assume(trust, PROVIDER, own) == [True] * len(own)
    theirs = [
        *(claims(environment, files[0], f"refs/{ref}") for ref in ("pull/4/merge", "heads/motto")),
        *(claims(environment, file) for file in ("ci.yml", "compare.yml", "preview-build.yml")),
        claims(environment, files[0]) | {f"{GITHUB}:ref": "refs/pull/4/merge"},
        claims("staging", files[0]),
        claims(environment, files[0], of="mallory/site"),
        claims(environment, files[0], repo="octocat@9/site@9"),
        claims(environment, files[0]) | {f"{GITHUB}:aud": "https://github.com/octocat"},
        *(
            {key: value for key, value in claims(environment, files[0]).items() if key != left}
            for left in claims(environment, files[0])
        ),
    ]
    assert may_assume(trust, PROVIDER, theirs) == [False] * len(theirs)


def test_every_workflow_that_signs_in_is_trusted_with_its_environment() -> None:
    """A reusable workflow's own file is what the token names."""
    found: dict[str, set[str]] = {}
    for file in WORKFLOWS:
        for job in workflow(file.name)["jobs"].values():
            if "configure-aws-credentials" in str(job):
                named = job["environment"]
                environment = named if isinstance(named, str) else named["name"]
                found.setdefault(environment, set()).add(file.name)
    trusted: dict[str, set[str]] = {}
    for environment, files in TRUSTED.values():
        trusted.setdefault(environment, set()).update(files)
    assert found == trusted

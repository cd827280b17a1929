"""The roles of production may do what their commands do, and have no permission that none needs.

An evaluator of IAM policies judges each call that the commands make.
"""

from collections.abc import Mapping
from typing import Final

import pytest

from delivery.tools.stages import PRODUCTION
from tests.delivery.production import DYING, GOOD, NEXT, Production, image
from tests.infrastructure.made import granted

# Permissions that the sequence below does not use, and who does.
DOCKER: Final = "docker and the ECR actions, which push the image"
STOPPED: Final = "a command that is interrupted or outlives its time"
ELSEWHERE: Final[Mapping[str, Mapping[str, str]]] = {
    "itg-release": {
        "ecr:BatchCheckLayerAvailability": DOCKER,
        "ecr:BatchGetImage": DOCKER,
        "ecr:CompleteLayerUpload": DOCKER,
        "ecr:GetAuthorizationToken": DOCKER,
        "ecr:GetDownloadUrlForLayer": DOCKER,
        "ecr:InitiateLayerUpload": DOCKER,
        "ecr:PutImage": DOCKER,
        "ecr:UploadLayerPart": DOCKER,
        "ecs:StopTask": STOPPED,
        "amplify:CreateBranch": "a rollback of a site whose branch was deleted",
        "amplify:UpdateApp": "a rollback of a site with other headers or rewrites",
        "amplify:StopJob": "a deployment of the site that hangs, or is in the way of the next",
    },
    "itg-commands": {
        "ecs:StopTask": STOPPED,
        "lambda:InvokeFunction": "commands in a preview: tests/previews",
        "cloudfront:ListDistributions": "maintenance: tests/delivery/operate",
        "cloudfront:CreateInvalidation": "maintenance: tests/delivery/operate",
    },
}


Verdicts = dict[tuple[str, str, str], int]


@pytest.fixture
def decisions(site: Production) -> Verdicts:
    """The verdicts on all calls of releases that end well and badly, and of commands."""
    forget_audit(site)
    before = site.operator.account.decisions()
    site.run("release", "deploy", "--image", image(NEXT), EMAIL_HOST_PASSWORD="smtp")  # a new one
    site.deploy_site(NEXT)
    site.database.write_text("other")
    for words, code in (
        (("release", "deploy", "--image", image(GOOD)), 0),
        (("release", "rollback"), 0),
        (("release", "deploy", "--image", image(DYING)), 1),
        (("release", "list"), 0),
        (("image", "find", GOOD), 0),
        (("config", "check"), 0),
        (("run", "--stage", "production", "--yes", "--", "check"), 0),
        (("run", "attach"), 0),
    ):
        ended = site.run(*words, DB_PASSWORD="other")
        assert ended.returncode == code, ended.stderr
    after = site.operator.account.decisions()
    return {verdict: count for verdict, count in after.items() if count > before.get(verdict, 0)}


def forget_audit(site: Production) -> None:
    """The first command of a day makes the day's stream, and another role's may have been first."""
    logs, group = site.operator.client("logs"), {"logGroupName": PRODUCTION.audit_group}
    for stream in logs.describe_log_streams(**group)["logStreams"]:
        logs.delete_log_stream(**group, logStreamName=stream["logStreamName"])


@pytest.mark.parametrize("role", ["itg-release", "itg-commands"])
def test_a_role_may_do_what_its_commands_do_and_nothing_that_none_of_them_does(
    site: Production, decisions: Verdicts, role: str
) -> None:
    assert [
        action for who, verdict, action in decisions if (who, verdict) == (role, "denied")
    ] == []
    # What a command does only once was done by another test, where that came before this one.
    known = {**site.operator.account.decisions(), **decisions}
    used = {action for who, verdict, action in known if (who, verdict) == (role, "allowed")}
    unused = granted(site.operator.account.made, role) - used
    assert unused - ELSEWHERE[role].keys() == set()

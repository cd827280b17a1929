"""What each role reaches and what it does not, decided by an evaluator of IAM policies."""

import pytest

from tests.infrastructure.account import Infrastructure
from tests.infrastructure.permissions import role
from tests.services.iam import Call

PLACE = "us-west-2:123456789012"
SECRET = f"arn:aws:secretsmanager:{PLACE}:secret:itg"
FUNCTION = f"arn:aws:lambda:{PLACE}:function:itg-backend"
KEEPER = f"{FUNCTION}-preview-keeper"
SERVICE = f"arn:aws:ecs:{PLACE}:service/itg-backend-cluster/itg-backend-service"
LOG = f"arn:aws:logs:{PLACE}:log-group:"
STREAM = "log-stream:2026-11-28"
ROLE = "arn:aws:iam::123456789012:role"
TO_LAMBDA = {"iam:PassedToService": "lambda.amazonaws.com"}
TO_ECS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}

ITS_OWN = {
    "itg-release": [
        Call("ecs:UpdateService", SERVICE),
        Call("secretsmanager:PutSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("s3:PutObject", "arn:aws:s3:::itg-releases/production/2026.json"),
        Call("iam:PassRole", f"{ROLE}/itg-production-task", TO_ECS),
    ],
    "itg-commands": [
        Call("logs:CreateLogStream", f"{LOG}/itg/production/audit:{STREAM}"),
        Call("logs:PutLogEvents", f"{LOG}/itg/production/audit:{STREAM}"),
        Call("logs:PutLogEvents", f"{LOG}/itg/pr-42/audit:{STREAM}"),
        Call("lambda:InvokeFunction", f"{FUNCTION}-pr-42"),
    ],
    "itg-production-task": [
        Call("s3:PutObject", "arn:aws:s3:::itg-static-assets/media/a.jpg"),
        Call("s3:PutObject", "arn:aws:s3:::itg-static-assets/private/a.pdf"),
        Call("s3:GetObject", "arn:aws:s3:::itg-static-assets/private/a.pdf"),
    ],
    "itg-production-execution": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
    ],
    "itg-previews": [
        Call("lambda:UpdateFunctionCode", f"{FUNCTION}-pr-42"),
        Call("lambda:InvokeFunction", KEEPER),
        Call("secretsmanager:CreateSecret", f"{SECRET}/pr-42/DB_PASSWORD-AbCdEf"),
        Call("iam:PassRole", f"{ROLE}/itg/previews/itg-backend-pr-42", TO_LAMBDA),
    ],
    "itg-keeper-deploy": [
        Call("iam:PassRole", f"{ROLE}/itg-preview-keeper", TO_LAMBDA),
        Call("logs:PutRetentionPolicy", f"{LOG}/aws/lambda/itg-backend-preview-keeper"),
    ],
}
NOT_ITS_OWN = {
    "itg-release": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/pr-42/DB_PASSWORD-AbCdEf"),
        Call("secretsmanager:DeleteSecret", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("iam:PassRole", f"{ROLE}/itg-commands", TO_ECS),
        Call("iam:PassRole", f"{ROLE}/itg-production-task", TO_LAMBDA),
        Call("logs:PutRetentionPolicy", f"{LOG}/itg/production/audit"),
    ],
    "itg-site": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
    ],
    "itg-commands": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("ecs:UpdateService", SERVICE),
        Call("lambda:InvokeFunction", KEEPER),
        # How long an audit is kept, and whether, is nobody's to decide who is in it.
        *(
            Call(f"logs:{action}", f"{LOG}/itg/{stage}/audit")
            for stage in ("production", "pr-42")
            for action in ("DeleteLogGroup", "PutRetentionPolicy", "DeleteRetentionPolicy")
        ),
        Call("logs:DeleteLogStream", f"{LOG}/itg/production/audit:{STREAM}"),
    ],
    "itg-production-task": [
        Call("s3:PutObject", "arn:aws:s3:::itg-releases/production/2026.json"),
    ],
    "itg-previews": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("secretsmanager:GetSecretValue", f"{SECRET}/preview-keeper/DB_PASSWORD-AbCdEf"),
        Call("lambda:UpdateFunctionCode", KEEPER),
        Call("lambda:ListTags", KEEPER),
        Call("s3:GetObject", "arn:aws:s3:::itg-static-assets/media/a.jpg"),
        Call("iam:PassRole", f"{ROLE}/itg-production-task", TO_LAMBDA),
        Call("iam:PassRole", f"{ROLE}/itg-preview-keeper", TO_LAMBDA),
        Call("iam:DeleteRolePermissionsBoundary", f"{ROLE}/itg/previews/itg-backend-pr-42"),
        Call("logs:PutRetentionPolicy", f"{LOG}/itg/production/audit"),
    ],
    "itg-preview-keeper": [
        Call("secretsmanager:GetSecretValue", f"{SECRET}/preview-keeper/DB_PASSWORD-AbCdEf"),
    ],
    "itg-keeper-deploy": [
        Call("lambda:UpdateFunctionCode", f"{FUNCTION}-pr-42"),
        Call("secretsmanager:GetSecretValue", f"{SECRET}/pr-42/DB_PASSWORD-AbCdEf"),
        Call("secretsmanager:GetSecretValue", f"{SECRET}/production/DB_PASSWORD-AbCdEf"),
        Call("logs:PutRetentionPolicy", f"{LOG}/itg/production/audit"),
    ],
}


@pytest.mark.parametrize("name", ITS_OWN)
def test_a_role_reaches_its_own(deployed: Infrastructure, name: str) -> None:
    assert role(deployed, name).principal.refused(ITS_OWN[name]) == []


@pytest.mark.parametrize("name", NOT_ITS_OWN)
def test_a_role_reaches_nothing_else(deployed: Infrastructure, name: str) -> None:
    assert role(deployed, name).principal.allowed(NOT_ITS_OWN[name]) == []

"""The guide's lines and two parameters of the stacks keep copies in another region."""

from typing import Any, Final

import pytest

from delivery.tools import config
from tests import aws_cli
from tests.infrastructure.account import Infrastructure, template

LINES: Final = aws_cli.lines("operating.md", "Copies in another region")
# moto has no backups that are replicated. test_aws_lines.py has these lines read by the AWS CLI.
LACKING: Final = (
    ["rds", "restore-db-instance-to-point-in-time"],
    ["rds", "start-db-instance-automated-backups-replication"],
)
OTHER: Final = "us-east-2"
FILES, COPY = "itg-static-assets", "itg-uploads-copied"
STACKS: Final = ("network", "data", "assets")


def deploy(account: Infrastructure, *words: str, **variables: str) -> None:
    ended = account.deliver("stack", "deploy", "--yes", *words, **variables)
    assert ended.returncode == 0, ended.stderr


def roles(account: Infrastructure) -> set[str]:
    return {one["RoleName"] for one in account.client("iam").list_roles()["Roles"]}


def properties(stack: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = template(stack)["Resources"][name]["Properties"]
    return found


def carried_out(account: Infrastructure, lines: list[list[str]]) -> str:
    """What the lines print."""
    names = {"FILES": FILES, "COPY": COPY}
    return "".join(aws_cli.carry_out(account, words, names) for words in lines)


def test_the_guides_lines_and_the_stacks_keep_copies(empty: Infrastructure) -> None:
    """The stacks are new, because moto asks for a condition only when it creates a stack."""
    played = [words for words in LINES if words[:2] not in LACKING]
    at = [words[1] for words in played].index("sync")
    assert (len(played), at) == (len(LINES) - len(LACKING), 5)
    key = carried_out(empty, played[:at]).splitlines()[-1]
    s3 = empty.s3()
    assert s3.get_bucket_location(Bucket=COPY)["LocationConstraint"] == OTHER
    access = s3.get_public_access_block(Bucket=COPY)["PublicAccessBlockConfiguration"]
    assert set(access.values()) == {True}
    assert s3.get_bucket_versioning(Bucket=COPY)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=COPY)["Rules"]
    ours = properties("assets", "Bucket")["LifecycleConfiguration"]["Rules"][0]
    assert rule["NoncurrentVersionExpiration"] == ours["NoncurrentVersionExpiration"]

    deploy(empty, *STACKS, COPY_BUCKET=COPY, COPY_KEY_ARN=key)
    assert "itg-copies" in roles(empty)
    s3.put_object(Bucket=FILES, Key="media/a.jpg", Body=b"picture")
    carried_out(empty, played[at:])
    assert s3.get_object(Bucket=COPY, Key="media/a.jpg")["Body"].read() == b"picture"


def test_s3_takes_the_role_on_the_terms_that_aws_documents() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html"""
    assert properties("assets", "Copies")["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ]


def test_there_are_no_copies_unless_somebody_asks(empty: Infrastructure) -> None:
    deploy(empty, *STACKS)
    assert "itg-copies" not in roles(empty)


@pytest.mark.parametrize("text", ["us-east-2", "alias/aws/rds", "arn:aws:kms:us-east-2:1:key/a"])
def test_a_key_that_names_no_region_is_refused_before_anything_changes(
    empty: Infrastructure, text: str
) -> None:
    ended = empty.deliver("stack", "deploy", "--yes", *STACKS, COPY_KEY_ARN=text)
    assert (ended.returncode, "COPY_KEY_ARN" in ended.stderr) == (1, True), ended.stderr
    assert empty.client("cloudformation").describe_stacks()["Stacks"] == []


def test_the_backups_go_to_the_region_of_the_key_and_stay_as_long() -> None:
    """No emulator plays it. cfn-lint checks names and types."""
    database = properties("data", "Database")
    nothing = {"Ref": "AWS::NoValue"}
    region = {"Fn::Select": [3, {"Fn::Split": [":", {"Ref": "CopyKeyArn"}]}]}
    assert {name: one for name, one in database.items() if name.startswith("AutomaticBackup")} == {
        "AutomaticBackupReplicationRegion": {"Fn::If": ["WithCopies", region, nothing]},
        "AutomaticBackupReplicationKmsKeyId": {
            "Fn::If": ["WithCopies", {"Ref": "CopyKeyArn"}, nothing]
        },
        "AutomaticBackupReplicationRetentionPeriod": {
            "Fn::If": ["WithCopies", database["BackupRetentionPeriod"], nothing]
        },
    }
    (example,) = [row.example for row in config.CHOICES if row.name == "COPY_KEY_ARN"]
    assert example.split(":")[3] == OTHER


def test_each_file_is_copied_by_the_role() -> None:
    condition, rules, nothing = properties("assets", "Bucket")["ReplicationConfiguration"]["Fn::If"]
    assert (condition, nothing) == ("WithCopies", {"Ref": "AWS::NoValue"})
    assert rules == {
        "Role": {"Fn::GetAtt": ["Copies", "Arn"]},
        "Rules": [
            {
                "Id": "copies",
                "Status": "Enabled",
                "Priority": 0,
                "Filter": {"Prefix": ""},
                "DeleteMarkerReplication": {"Status": "Enabled"},
                "Destination": {
                    "Bucket": {"Fn::Sub": "arn:${AWS::Partition}:s3:::${CopyBucket}"},
                },
            }
        ],
    }

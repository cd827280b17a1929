"""The guide's lines keep copies in another region, and a database is made of one there."""

import io
from typing import Any

from tests import aws_cli
from tests.delivery.operate.test_backup import remove
from tests.delivery.operators import make_database
from tests.delivery.production import Production
from tests.services.aws import REGION

LINES = aws_cli.lines("operating.md", "Copies in another region")
OTHER = "us-east-2"
FILES, COPY = "itg-uploads-to-copy", "itg-uploads-copied"


def carry_out(site: Production, words: list[str], names: dict[str, str]) -> None:
    """In the region that the line names."""
    at = words.index("--region")
    assert words[at + 1] == OTHER
    rest = [*words[:at], *words[at + 2 :]]
    if rest[:2] == ["s3", "sync"]:
        source, target = (names[word.removeprefix("s3://")] for word in rest[2:4])
        assert rest[4:] == ["--source-region", REGION]
        sync(site.operator.account.s3(), source, target)
        return
    service = {"s3api": "s3"}.get(rest[0], rest[0])
    aws_cli.carry_out(site.operator.account.client(service, OTHER), rest, names)


def sync(s3: Any, source: str, target: str) -> None:
    """As the CLI: https://docs.aws.amazon.com/cli/latest/reference/s3/sync.html"""
    for one in s3.list_objects_v2(Bucket=source)["Contents"]:
        body = s3.get_object(Bucket=source, Key=one["Key"])["Body"].read()
        s3.put_object(Bucket=target, Key=one["Key"], Body=io.BytesIO(body))


def test_the_guides_lines_keep_copies_and_make_a_database_of_one(site: Production) -> None:
    make_database(site.operator)
    here, there = (site.operator.account.client("rds", one) for one in (REGION, OTHER))
    made = here.create_db_snapshot(DBSnapshotIdentifier="weekly", DBInstanceIdentifier="itg-db")
    s3 = site.operator.account.s3()
    site.operator.account.make_bucket(FILES)
    s3.put_object(Bucket=FILES, Key="media/a.jpg", Body=b"picture")
    names = {"ARN": made["DBSnapshot"]["DBSnapshotArn"], "SNAPSHOT": "weekly"}
    try:
        assert len(LINES) == 5
        for words in LINES:
            carry_out(site, words, {**names, "FILES": FILES, "COPY": COPY})
        assert s3.get_bucket_location(Bucket=COPY)["LocationConstraint"] == OTHER
        access = s3.get_public_access_block(Bucket=COPY)["PublicAccessBlockConfiguration"]
        assert set(access.values()) == {True}
        assert s3.get_object(Bucket=COPY, Key="media/a.jpg")["Body"].read() == b"picture"
        (restored,) = there.describe_db_instances()["DBInstances"]
        assert restored["DBInstanceIdentifier"] == "itg-db"
        assert f":{OTHER}:" in restored["DBInstanceArn"]
    finally:
        here.delete_db_snapshot(DBSnapshotIdentifier="weekly")
        for one in there.describe_db_instances()["DBInstances"]:
            remove(there, one["DBInstanceIdentifier"])

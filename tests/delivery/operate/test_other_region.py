"""The guide's lines keep copies in another region, and a database is made of one there."""

from tests import aws_cli
from tests.delivery.operate.test_backup import remove
from tests.delivery.operators import make_database
from tests.delivery.production import Production
from tests.services.aws import REGION

LINES = aws_cli.lines("operating.md", "Copies in another region")
OTHER = "us-east-2"
FILES, COPY = "itg-uploads-to-copy", "itg-uploads-copied"


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
            aws_cli.carry_out(site.operator.account, words, {**names, "FILES": FILES, "COPY": COPY})
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

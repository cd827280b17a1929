"""A file that was deleted comes back by the commands of the operators' guide."""

import shlex
from pathlib import Path
from typing import Any, Final

from tests.infrastructure.account import template
from tests.services.aws import AwsServer

ROOT: Final = Path(__file__).parents[2]
BUCKET: Final = "itg-static-assets"


def guide() -> list[list[str]]:
    """The words of its lines that begin with ``aws s3api``."""
    lines = (ROOT / "docs" / "operating.md").read_text().splitlines()
    return [shlex.split(line)[2:] for line in lines if line.startswith("aws s3api ")]


def carry_out(s3: Any, words: list[str]) -> Any:
    """As the AWS CLI does it: an option is a parameter, and --query is JMESPath."""
    operation, *rest = words
    options = dict(zip(rest[::2], rest[1::2], strict=True))
    query = options.pop("--query", "@")
    options.pop("--output", None)
    given = {
        "".join(part.capitalize() for part in name.removeprefix("--").split("-")): value
        for name, value in options.items()
    }
    method = operation.replace("-", "_")
    if s3.can_paginate(method):
        return list(s3.get_paginator(method).paginate(**given).search(query))
    return getattr(s3, method)(**given)


def test_a_deleted_file_is_listed_and_comes_back(aws_server: AwsServer) -> None:
    s3 = aws_server.s3()
    aws_server.make_bucket(BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=BUCKET, Key="media/a.jpg", Body=b"a picture")
    s3.delete_object(Bucket=BUCKET, Key="media/a.jpg")
    listing, bring_back = guide()
    ((key, version),) = carry_out(s3, listing)
    found = {"KEY": key, "VERSION": version}
    carry_out(s3, [found.get(word, word) for word in bring_back])
    assert s3.get_object(Bucket=BUCKET, Key="media/a.jpg")["Body"].read() == b"a picture"


def test_the_bucket_keeps_versions_longer_than_the_database_its_backups() -> None:
    bucket = template("assets")["Resources"]["Bucket"]["Properties"]
    database = template("data")["Resources"]["Database"]["Properties"]
    rules = bucket["LifecycleConfiguration"]["Rules"]
    (days,) = [
        one["NoncurrentVersionExpiration"]["NoncurrentDays"]
        for one in rules
        if "NoncurrentVersionExpiration" in one
    ]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert days > database["BackupRetentionPeriod"]

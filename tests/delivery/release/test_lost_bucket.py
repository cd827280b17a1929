"""The bucket of the records is gone: what goes on, and the guide's commands that make another."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from delivery.tools.errors import DeliveryError
from tests import aws_cli
from tests.delivery.production import BUCKET, GOOD, NEXT, Production
from tests.infrastructure.account import template

GUIDE: Final = aws_cli.lines("operating.md", "When the releases bucket is gone")


def lose(s3: Any) -> None:
    versions = s3.get_paginator("list_object_versions").paginate(Bucket=BUCKET)
    for one in versions.search("[Versions, DeleteMarkers][][]"):
        s3.delete_object(Bucket=BUCKET, Key=one["Key"], VersionId=one["VersionId"])
    s3.delete_bucket(Bucket=BUCKET)


def configured(s3: Any) -> dict[str, Any]:
    """In the words of the template."""
    rules = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    return {
        "PublicAccessBlockConfiguration": s3.get_public_access_block(Bucket=BUCKET)[
            "PublicAccessBlockConfiguration"
        ],
        "VersioningConfiguration": {"Status": s3.get_bucket_versioning(Bucket=BUCKET)["Status"]},
        "LifecycleConfiguration": {"Rules": [rule_of(one) for one in rules]},
    }


def rule_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Id": kept["ID"],
        "Status": kept["Status"],
        "Prefix": kept["Filter"]["Prefix"],
        "NoncurrentVersionExpiration": kept["NoncurrentVersionExpiration"],
        **kept.get("Expiration", {}),
    }


def test_the_guides_commands_make_the_bucket_that_the_stack_made(site: Production) -> None:
    s3, before = site.operator.account.s3(), site.revision
    site.deploy(NEXT)
    lose(s3)
    assert NEXT in site.serving
    with pytest.raises(
        DeliveryError, match=f"The bucket for the records of releases, {BUCKET}"
    ) as refused:
        site.deploy(GOOD)
    assert "docs/operating.md" in refused.value.remedy
    site.rollback(before.rpartition("/")[2])  # ECS has it, records or not
    assert GOOD in site.serving
    for words in GUIDE:
        aws_cli.carry_out(site.operator.account, words, {"BUCKET": BUCKET})
    made = template("service")["Resources"]["Releases"]["Properties"]
    # The rest is what every new bucket has.
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-overview.html
    assert made.keys() - configured(s3).keys() == {
        *("BucketName", "OwnershipControls", "BucketEncryption")
    }
    assert made["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "AES256" in str(made["BucketEncryption"])
    assert configured(s3) == {name: made[name] for name in configured(s3)}
    site.deploy(GOOD)
    assert site.record(GOOD)["state"] == "served"

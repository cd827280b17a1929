"""What the CDN may read of the buckets that hold uploads."""

from fnmatch import fnmatchcase

import pytest

from tests.infrastructure.account import template

POLICIES = {"assets": ("BucketPolicy", ""), "preview-files": ("FilesPolicy", "pr-42/")}


def cdn_reads(stack: str, key: str) -> bool:
    """Whether the policy lets CloudFront read a key; its statements are Resource lists of !Sub."""
    policy = template(stack)["Resources"][POLICIES[stack][0]]["Properties"]["PolicyDocument"]
    statement = next(one for one in policy["Statement"] if one["Sid"] == "TheCdnReads")
    keys = [resource["Fn::Sub"].partition("}/")[2] for resource in statement["Resource"]]
    return any(fnmatchcase(key, pattern) for pattern in keys)


@pytest.mark.parametrize("stack", POLICIES)
@pytest.mark.parametrize(
    ("key", "readable"),
    [
        ("static/app.0123abc.js", True),
        ("media/original_images/x7gk2p/robot.jpg", True),
        ("private/documents/x7gk2p/report.pdf", False),
        ("private/documents/x7gk2p/media", False),
        ("other", False),
    ],
)
def test_the_cdn_reads_static_files_and_pictures_and_no_document(
    stack: str, key: str, readable: bool
) -> None:
    assert cdn_reads(stack, POLICIES[stack][1] + key) is readable

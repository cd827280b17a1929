"""The registry of images."""

import re
from typing import Final

from delivery.aws.session import client, doing
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Production

SHA: Final = re.compile(r"[0-9a-f]{40}")


def version_of(stage: Production, image: str) -> str:
    """The commit that an image was built from: the tag beside ``latest``. Raises DeliveryError."""
    digest = image.rpartition("@")[2]
    ecr = client("ecr")
    with doing(f"Looking up the image {digest}"):
        try:
            found = ecr.describe_images(
                repositoryName=stage.repository, imageIds=[{"imageDigest": digest}]
            )
        except (ecr.exceptions.ImageNotFoundException, ecr.exceptions.RepositoryNotFoundException):
            tags = []
        else:
            tags = found["imageDetails"][0].get("imageTags", [])
    commits = [tag for tag in tags if SHA.fullmatch(tag)]
    if not commits:
        raise DeliveryError(
            f"No image {digest} with a commit for its tag is in {stage.repository}.",
            "Push it tagged with its git SHA, as deploy-backend.yml does.",
        )
    return str(commits[0])


def digest_of(stage: Production, commit: str) -> str:
    """Digest of the image that is tagged with the commit; empty where none is."""
    ecr = client("ecr")
    with doing(f"Looking up the image of {commit[:12]}"):
        try:
            found = ecr.describe_images(
                repositoryName=stage.repository, imageIds=[{"imageTag": commit}]
            )
        except ecr.exceptions.ImageNotFoundException:
            return ""
    return str(found["imageDetails"][0]["imageDigest"])

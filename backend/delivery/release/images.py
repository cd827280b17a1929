"""Production's images in their registry: each is tagged with the commit that it was built from."""

import re
from typing import Final

from delivery.aws import ecr
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION

SHA: Final = re.compile(r"[0-9a-f]{40}")


def version_of(image: str) -> str:
    """The commit of an image, which is its tag beside ``latest``. Raises DeliveryError."""
    digest = image.rpartition("@")[2]
    tags = ecr.tags(PRODUCTION.repository, digest)
    commit = next(filter(SHA.fullmatch, tags), "")
    if not commit:
        raise DeliveryError(
            f"The repository {PRODUCTION.repository} has no image {digest} with a commit "
            "as its tag.",
            "Push the image with its git SHA as the tag, as deploy-backend.yml does.",
        )
    return commit


def digest_of(commit: str) -> str:
    """Digest of the image that is tagged with the commit. Empty if there is none."""
    return ecr.digest(PRODUCTION.repository, commit)

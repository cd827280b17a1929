"""ECR: the images of a repository."""

from delivery.aws.session import client, doing


def tags(repository: str, digest: str) -> list[str]:
    """Of the image with that digest; none where there is no such image."""
    ecr = client("ecr")
    with doing(f"Looking up the image {digest}"):
        try:
            found = ecr.describe_images(
                repositoryName=repository, imageIds=[{"imageDigest": digest}]
            )
        except (ecr.exceptions.ImageNotFoundException, ecr.exceptions.RepositoryNotFoundException):
            return []
    return [str(tag) for tag in found["imageDetails"][0].get("imageTags", [])]


def digest(repository: str, tag: str) -> str:
    """Of the image with that tag; empty where there is none."""
    ecr = client("ecr")
    with doing(f"Looking up the image of {tag[:12]}"):
        try:
            found = ecr.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])
        except ecr.exceptions.ImageNotFoundException:
            return ""
    return str(found["imageDetails"][0]["imageDigest"])

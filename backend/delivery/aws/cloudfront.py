"""CloudFront: distributions, and what they have kept."""

from uuid import uuid4

from delivery.aws.session import client, doing


def distribution(host: str) -> str:
    """The id of the one that visitors reach by that host; empty where there is none."""
    with doing("Listing the distributions of CloudFront"):
        pages = client("cloudfront").get_paginator("list_distributions").paginate()
        rows = [row for page in pages for row in page["DistributionList"].get("Items", [])]
    found = [row["Id"] for row in rows if host in row.get("Aliases", {}).get("Items", [])]
    return found[0] if found else ""


def forget(id: str) -> None:
    """Remove everything that it has kept. It takes a minute or two."""
    with doing(f"Clearing the cache of CloudFront's distribution {id}"):
        client("cloudfront").create_invalidation(
            DistributionId=id,
            InvalidationBatch={
                "Paths": {"Quantity": 1, "Items": ["/*"]},
                "CallerReference": str(uuid4()),
            },
        )

"""ACM: certificates and how long they are valid."""

from dataclasses import dataclass
from datetime import datetime

from delivery.aws.session import client, doing

FOR_CLOUDFRONT = "us-east-1"  # CloudFront takes certificates of this region


@dataclass(frozen=True, slots=True)
class Certificate:
    """``until`` is None for one that was never issued."""

    domain: str
    region: str
    status: str
    until: datetime | None


def in_use(region: str) -> list[Certificate]:
    """Those of the region that something serves with."""
    with doing(f"Listing the certificates of {region}"):
        pages = client("acm", region_name=region).get_paginator("list_certificates").paginate()
        rows = [row for page in pages for row in page["CertificateSummaryList"]]
    return [
        Certificate(row["DomainName"], region, row.get("Status", ""), row.get("NotAfter"))
        for row in rows
        if row.get("InUse", True)
    ]

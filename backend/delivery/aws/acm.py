"""ACM: certificates and how long they are valid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from delivery.aws.session import client, doing

FOR_CLOUDFRONT = "us-east-1"  # CloudFront takes certificates of this region


@dataclass(frozen=True, slots=True)
class Certificate:
    """``until`` is None for one that was never issued. ``others`` are further domains."""

    domain: str
    region: str
    status: str
    until: datetime | None
    others: tuple[str, ...] = ()


def in_use(region: str) -> list[Certificate]:
    """Those of the region that something serves with.

    ACM leaves out all keys except RSA of 1024 and 2048 bits, unless the request names them.
    https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html
    """
    acm = client("acm", region_name=region)
    keys = acm.meta.service_model.shape_for("KeyAlgorithm").enum
    with doing(f"Listing the certificates of {region}"):
        pages = acm.get_paginator("list_certificates").paginate(Includes={"keyTypes": keys})
        rows = [row for page in pages for row in page["CertificateSummaryList"]]
    return [certificate(row, region) for row in rows if row.get("InUse", True)]


def certificate(row: Mapping[str, Any], region: str) -> Certificate:
    others = tuple(row.get("SubjectAlternativeNameSummaries", []))
    status, until = row.get("Status", ""), row.get("NotAfter")
    return Certificate(row["DomainName"], region, status, until, others)

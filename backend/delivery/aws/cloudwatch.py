"""CloudWatch: alarms that ring."""

from dataclasses import dataclass
from datetime import datetime

from delivery.aws.session import client, doing


@dataclass(frozen=True, slots=True)
class Alarm:
    """``since`` it rings."""

    name: str
    description: str
    since: datetime


def ringing(prefix: str, region: str) -> list[Alarm]:
    """Of the alarms of a region whose names begin so."""
    with doing(f"Listing the alarms {prefix}* of {region}"):
        pages = client("cloudwatch", region_name=region).get_paginator("describe_alarms")
        found = pages.paginate(AlarmNamePrefix=prefix, StateValue="ALARM")
        rows = [row for page in found for row in page["MetricAlarms"]]
    return [
        Alarm(row["AlarmName"], row.get("AlarmDescription", ""), row["StateUpdatedTimestamp"])
        for row in rows
    ]

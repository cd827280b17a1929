"""CloudWatch: alarms that ring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    return [Alarm(row["AlarmName"], row.get("AlarmDescription", ""), since(row)) for row in rows]


def since(row: Mapping[str, Any]) -> datetime:
    """When it began to ring. AWS also updates StateUpdatedTimestamp while the alarm rings.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
    """
    at: datetime = row.get("StateTransitionedTimestamp") or row["StateUpdatedTimestamp"]
    return at

"""The built sites that a release may bring back: zips in the releases bucket, each by its hash."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from delivery.aws import s3, sts
from delivery.records import releases
from delivery.records.lease import Lease
from delivery.records.lease_record import LeaseObject
from delivery.records.releases import Release
from delivery.tools.errors import PROGRAM, DeliveryError

PREFIX: Final = "sites/"
LEASE: Final = "leases/site.json"


def lease(bucket: str, what: str, *, gives_way: bool = False) -> Lease:
    """To change production's site. Of two at once neither ends the other's deployment."""
    return Lease(
        LeaseObject(bucket, LEASE),
        what,
        yields=gives_way,
        of="the site",
        waits=not gives_way,
    )


def keep(zipped: Path, bucket: str) -> str:
    """Name of the zip in the bucket, where it is uploaded once."""
    return s3.upload(bucket, PREFIX, zipped)


def fetch(name: str, bucket: str, target: Path) -> Path:
    """Raises DeliveryError where it is not kept."""
    if not s3.download(bucket, name, target):
        raise DeliveryError(
            f"The site {name} is no longer in the bucket {bucket}.",
            f"Deploy the site of that commit again: {PROGRAM} site deploy",
        )
    return target


def in_service(every: list[Release]) -> Release | None:
    """The release whose site was deployed last; None where no site is on record."""
    return max((one for one in every if one.site), key=lambda one: one.site_at, default=None)


def record(commit: str, site: str, content: int, bucket: str) -> Release:
    """Write the site into the newest record of its commit, or into a new one."""
    found = releases.newest_of(commit, bucket) or Release(
        version=commit,
        image="",
        task_definition="",
        previous="",
        at=releases.now(),
        who=sts.caller(),
        state=releases.NO_BACKEND,
    )
    made = replace(found, site=site, site_at=releases.now(), content=content)
    releases.put(made, bucket)
    return made


def forget_old(bucket: str) -> int:
    """Delete the sites of no release that one may go back to; how many those were.

    The bucket keeps versions, so for a while each can be restored.
    """
    needed = {one.site for one in releases.history(bucket)}
    old = sorted(s3.sizes(bucket, PREFIX).keys() - needed)
    s3.delete(bucket, old)
    return len(old)

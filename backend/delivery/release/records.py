"""Releases on record: a JSON document each in the releases bucket, its name sorted by time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final

from delivery.aws import s3
from delivery.release.settings import ReleaseSettings
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION

LISTED: Final = 20
ROLLING_BACK: Final = "rolling back"


@dataclass(frozen=True, slots=True)
class Release:
    """What was put into service. ``state``: prepared, served, failed, rolling back or rolled back.

    ``reason`` is why it failed, or the revision that it is rolled back to.
    """

    version: str
    image: str
    task_definition: str
    previous: str
    at: str
    who: str
    state: str = "prepared"
    bootstrap: list[str] = field(default_factory=list)
    smoke: list[str] = field(default_factory=list)
    reason: str = ""

    @property
    def name(self) -> str:
        return f"{PRODUCTION.name}/{self.at}-{self.version[:12]}.json"


def look_up(settings: ReleaseSettings) -> None:
    """Raises DeliveryError where there is no such bucket, or none that the caller may list."""
    if not s3.bucket_exists(settings.bucket):
        raise DeliveryError(
            f"There is no bucket {settings.bucket}, which keeps the records of releases.",
            "Make it with `python -m delivery stack deploy service`, or correct RELEASES_BUCKET.",
        )


def read(entry: Mapping[str, Any]) -> Release:
    """A record, of which a later version of this code may have written more."""
    known = {one.name for one in fields(Release)}
    return Release(**{name: value for name, value in entry.items() if name in known})


def history(settings: ReleaseSettings) -> list[Release]:
    """Releases, newest first."""
    names = sorted(s3.sizes(settings.bucket, f"{PRODUCTION.name}/"))
    found = (s3.read(settings.bucket, name) for name in reversed(names[-LISTED:]))
    return [read(one.content) for one in found if one]


def put(release: Release, settings: ReleaseSettings) -> None:
    s3.write(settings.bucket, release.name, asdict(release))


def prepared(image: str, task_definition: str, settings: ReleaseSettings) -> Release:
    """The release of that image that was prepared last, as the revision that it became."""
    found = [one for one in history(settings) if one.image == image and one.state == "prepared"]
    if not found:
        raise DeliveryError(
            f"No release of {image} is prepared.",
            "`release prepare` comes before `release verify`.",
        )
    return replace(found[0], task_definition=task_definition)


def short(arn: str) -> str:
    """``itg-backend:7``."""
    return arn.rpartition("/")[2]

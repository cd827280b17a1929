"""Releases on record: a JSON document each in the releases bucket, its name sorted by time.

One document has both halves of a release: the backend, and the site of the same commit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any, Final

from delivery.aws import s3
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.stages import PRODUCTION

LISTED: Final = 20  # for people
KEPT: Final = 50  # as many as there are images, so as many as one can go back to
ROLLING_BACK: Final = "rolling back"
NO_BACKEND: Final = "no backend"
SCHEMA: Final = "Schema: "  # of the bootstrap's lines
MANIFEST: Final = "manifest "
REMEDY: Final = f"`{PROGRAM} release list` shows the recorded releases."


@dataclass(frozen=True, slots=True)
class Release:
    """What was put into service.

    ``state``: prepared, served, failed, rolling back, rolled back; or no backend, where only a site
    was deployed. ``reason`` is why it failed, or the revision that it is rolled back to.
    ``secrets`` are versions by variable. ``migrations`` are the newest that the database had after
    the bootstrap. ``static`` is the hash of the static files' manifest. ``site`` is the name of the
    built site in the bucket, ``content`` the content version that its pages show. ``proved`` has
    what each response cost before the release served, ``accepted`` the findings that were intended.
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
    secrets: dict[str, str] = field(default_factory=dict)
    migrations: list[str] = field(default_factory=list)
    static: str = ""
    site: str = ""
    site_at: str = ""
    content: int = 0
    proved: dict[str, Any] = field(default_factory=dict)
    accepted: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{PRODUCTION.name}/{self.at}-{self.version[:12]}.json"

    def bootstrapped(self, lines: Sequence[str]) -> "Release":
        """With what those lines of the bootstrap say of the database and of static files."""
        schema = [line.partition(SCHEMA)[2] for line in lines if line.strip().startswith(SCHEMA)]
        static = [line.partition(MANIFEST)[2] for line in lines if MANIFEST in line]
        return replace(
            self,
            bootstrap=list(lines),
            migrations=schema[-1].split() if schema else [],
            static=static[-1].split()[0] if static else "",
        )


def now() -> str:
    return moment(datetime.now(UTC))


def moment(at: datetime) -> str:
    """To the microsecond: two releases of a commit within a second have a record each."""
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"


def look_up(bucket: str) -> None:
    """Raises DeliveryError where there is no such bucket, or none that the caller may list."""
    if not s3.bucket_exists(bucket):
        raise DeliveryError(
            f"The bucket for the records of releases, {bucket}, does not exist.",
            f"Create it with `{PROGRAM} stack deploy service`, or correct "
            "RELEASES_BUCKET. If somebody deleted it, see “When the releases bucket is "
            "gone” in docs/operating.md.",
        )


def read(entry: Mapping[str, Any]) -> Release:
    """A record, of which a later version of this code may have written more."""
    known = {one.name for one in fields(Release)}
    return Release(**{name: value for name, value in entry.items() if name in known})


def history(bucket: str, most: int = KEPT) -> list[Release]:
    """Releases, newest first."""
    return list(newest_first(bucket, most))


def newest_first(bucket: str, most: int = KEPT) -> Iterator[Release]:
    """The same, each of them read when it is asked for."""
    names = sorted(s3.sizes(bucket, f"{PRODUCTION.name}/"))
    for name in reversed(names[-most:]):
        if found := s3.read(bucket, name):
            yield read(found.content)


def newest_of(commit: str, bucket: str) -> Release | None:
    """The newest record of that commit."""
    names = sorted(s3.sizes(bucket, f"{PRODUCTION.name}/"), reverse=True)
    for name in (one for one in names if one.endswith(f"-{commit[:12]}.json")):
        if (found := s3.read(bucket, name)) and found.content["version"] == commit:
            return read(found.content)
    return None


def put(release: Release, bucket: str) -> None:
    s3.write(bucket, release.name, asdict(release))


def prepared(image: str, task_definition: str, bucket: str) -> Release:
    """The release of that image that was prepared last, as the revision that it became."""
    found = [one for one in history(bucket) if one.image == image and one.state == "prepared"]
    if not found:
        raise DeliveryError(
            f"No release of {image} has been prepared.",
            f"Run `{PROGRAM} release prepare` before `{PROGRAM} release verify`.",
        )
    return replace(found[0], task_definition=task_definition)


def of_commit(every: Iterable[Release], commit: str) -> Release:
    """The newest of that commit, or of the one whose beginning that is. Raises DeliveryError."""
    for one in every:
        if commit and one.version.startswith(commit):
            return one
    raise DeliveryError(f"There is no recorded release of commit {commit}.", REMEDY)


def short(arn: str) -> str:
    """``itg-backend:7``."""
    return arn.rpartition("/")[2]
